import { expect, test } from "vitest";
import { withCall } from "./init-text.ts";

const CALL = 'put({ PK: "A" })';

test.each([
  [
    "a method",
    'export default dynamo({\n  async init(ctx) {\n    await ctx.put({ a: "}" }); // }\n  },\n});\n',
    'export default dynamo({\n  async init(ctx) {\n    await ctx.put({ a: "}" }); // }\n    await ctx.put({ PK: "A" });\n  },\n});\n',
  ],
  [
    "an arrow, with a parameter of another name and a type",
    "export default dynamo({\r\n  init: async (c: DynamoContext): Promise<void> => {\r\n  },\r\n});\r\n",
    'export default dynamo({\r\n  init: async (c: DynamoContext): Promise<void> => {\r\n    await c.put({ PK: "A" });\r\n  },\r\n});\r\n',
  ],
  [
    "one line, with a template",
    "export default dynamo({ async init(ctx) { ctx.log(`${'}'} {`); } });",
    "export default dynamo({ async init(ctx) { ctx.log(`${'}'} {`);  await ctx.put({ PK: \"A\" }); } });",
  ],
])("%s gets one more item", (_what, text, wanted) => {
  expect(withCall(text, CALL)).toBe(wanted);
});

test.each([
  ["no function", "export default dynamo(made);\n"],
  ["a parameter that is taken apart", "export default dynamo({ async init({ put }) { } });"],
  ["a text that ends amidst it", "export default dynamo({ async init(ctx) { "],
  ["nothing", ""],
])("%s is left alone", (_what, text) => {
  expect(withCall(text, CALL)).toBeNull();
});
