// The items that an init module gives, in order, without any table.
import { GodwitError } from "../core/errors.ts";
import type { Script } from "../core/migration.ts";
import { asDynamoMigration, type DynamoContext, type Item } from "../core/module-dynamo.ts";

/** Throws MODULE_INVALID where it is no init, and NOT_SUPPORTED where it does more than put items. */
export async function initItems({ file, load }: Pick<Script, "file" | "load">): Promise<readonly Item[]> {
  const module = asDynamoMigration(await load?.(), file);
  if (!("init" in module)) {
    throw new GodwitError("MODULE_INVALID", `${file} has no function \`init\``, {
      at: { file },
      hint: "write `export default dynamo({ async init(ctx) { await ctx.put({ … }); } })`",
    });
  }
  const items: Item[] = [];
  const known: Partial<DynamoContext> = {
    async put(item) {
      items.push(item as Item);
      return "created";
    },
    log: () => undefined,
    signal: new AbortController().signal,
  };
  const context = new Proxy(known, {
    get(target, name) {
      if (name in target) return Reflect.get(target, name);
      throw new GodwitError(
        "NOT_SUPPORTED",
        `${file} uses \`ctx.${String(name)}\`, where an init only puts items`,
        {
          at: { file },
          hint: "give each item with `ctx.put`",
        },
      );
    },
  });
  await module.init(context as DynamoContext);
  return items;
}
