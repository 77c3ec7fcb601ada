// A migration that brings a client of its own: what it does, Godwit neither sees nor stops (ruling 30).
import type { ModuleRule } from "../module-linter.ts";

export const ownSdkClient: ModuleRule = {
  name: "own-sdk-client",
  hazards: ["own-sdk-client"],
  gravity: "S2",
  why: "A dry run, the checkpoints, the before-images and the fence hold for what goes through `ctx`. A client of the migration's own writes past all of them: also in a dry run, also after another runner has taken over.",
  instead: "use `ctx` (of `dynamo`) or `sql` (of `migration`); types may be imported with `import type`",
  bad: `import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";

export default dynamo({
  up: async () => new DynamoDBClient({}).send(new PutItemCommand({ TableName: "league", Item: {} })),
});
`,
  good: `import type { AttributeValue } from "@aws-sdk/client-dynamodb";

export default dynamo({
  up: (ctx) => ctx.put({ pk: "CONFIG", sk: "SCORING" }),
});
`,
  module({ imports }, report) {
    for (const { from, onlyTypes, line, column } of imports) {
      if (onlyTypes || !CLIENTS.test(from)) continue;
      report({
        message: `${from} is a client of the migration's own, past dry run, checkpoints and fence`,
        line,
        column,
      });
    }
  },
};

const CLIENTS =
  /^(?:aws-sdk(?:\/.*)?|@aws-sdk\/(?:client-.*|lib-.*)|dynamoose|dynamodb-toolbox|electrodb|@typedorm\/core)$/;
