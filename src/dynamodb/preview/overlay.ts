// What a dry run has "written": reads see it, and the table never does.
import { GodwitError } from "../../core/errors.ts";
import type { AttributeMap } from "../attribute.ts";
import type { Call, DynamoSession, Outputs, QueryInput } from "../call.ts";
import { keyOfItem } from "../item-answer.ts";
import type { Target } from "../target.ts";
import { keyText } from "../transform/image.ts";

export interface Overlay {
  /** Undefined takes the item away. */
  set(key: AttributeMap, item: AttributeMap | undefined): void;
  /** Items as they are in the overlay; `undefined` where it took one away. */
  get(key: AttributeMap): { readonly item: AttributeMap | undefined } | null;
  readonly size: number;
  entries(): Iterable<readonly [string, AttributeMap | undefined]>;
  /** The session as the migration sees it. */
  readonly session: DynamoSession;
}

export function overlay(session: DynamoSession, target: Target): Overlay {
  const entries = new Map<string, AttributeMap | undefined>();
  const get = (key: AttributeMap) => {
    const text = keyText(key);
    return entries.has(text) ? { item: entries.get(text) } : null;
  };
  /** The page with what the overlay has for its items; what only the overlay has comes with the last page. */
  const query = (input: QueryInput, page: Outputs["Query"]): Outputs["Query"] => {
    const [pk, sk] = target.keys;
    const from = page.Items.flatMap((item) => {
      const known = get(keyOfItem(target, item));
      return known ? [] : [item];
    });
    if (page.LastEvaluatedKey) return { ...page, Items: from };
    const values = input.ExpressionAttributeValues ?? {};
    const partition = values[":pk"];
    const begins = values[":begins"];
    const added = [...entries.values()].filter((item): item is AttributeMap => {
      if (!item || !partition || keyText({ k: item[pk] ?? partition }) !== keyText({ k: partition }))
        return false;
      const sort = sk === undefined ? undefined : item[sk];
      if (!begins || !("S" in begins)) return true;
      return sort !== undefined && "S" in sort && sort.S.startsWith(begins.S);
    });
    return { ...page, Items: inOrder([...from, ...added], sk) };
  };
  return {
    set: (key, item) => void entries.set(keyText(key), item),
    get,
    get size() {
      return entries.size;
    },
    entries: () => entries,
    session: {
      host: session.host,
      region: session.region,
      close: () => session.close(),
      async run<C extends Call>(call: C): Promise<Outputs[C["command"]]> {
        if ("TableName" in call.input && call.input.TableName !== target.table) return session.run(call);
        if (call.command === "GetItem") {
          const known = get(call.input.Key);
          if (known) return (known.item ? { Item: known.item } : {}) as Outputs[C["command"]];
        }
        if (call.command === "Query") {
          const page: Outputs["Query"] = await session.run({ command: "Query", input: call.input });
          return query(call.input, page) as Outputs[C["command"]];
        }
        return session.run(call);
      },
    },
  };
}

/** Pages of the table come in the order of the sort key; of the overlay's only those with text or number can be put there. */
function inOrder(items: AttributeMap[], sk: string | undefined): AttributeMap[] {
  if (sk === undefined) return items;
  const rank = (item: AttributeMap): string | number => {
    const value = item[sk];
    return value && "S" in value ? value.S : value && "N" in value ? Number(value.N) : "";
  };
  return items.sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
}

/** Throws NOT_SUPPORTED: DynamoDB would have to look into the overlay to answer that. */
export function refuseBehindOverlay(what: string): never {
  throw new GodwitError(
    "NOT_SUPPORTED",
    `a dry run cannot answer ${what} once the migration has changed items: DynamoDB does not see them`,
    {
      hint: "let the function decide instead (`ctx.skip`), or put the transform into a migration of its own",
    },
  );
}
