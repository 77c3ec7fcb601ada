// What a migration may do with the application's table: read consistently, and write conditionally.
import {
  type Change,
  type Item,
  type Key,
  type KeyValue,
  REMOVE,
  SKIP,
  type TransformOptions,
} from "../core/module-dynamo.ts";
import type { AttributeMap } from "./attribute.ts";
import type { ContextOptions } from "./context-options.ts";
import type { FullContext } from "./full-context.ts";
import { copyItem, deleteItem, putItem, readItem, updateItem } from "./one-item.ts";
import { tableWork } from "./table/door.ts";
import { targetKey } from "./target.ts";
import { transformWish } from "./transform-wish.ts";
import { fromItem, toItem } from "./value.ts";

export function dynamoContext(options: ContextOptions): FullContext {
  const { target, signal, log } = options;
  const keyOf = ([pk, sk]: Key): AttributeMap => targetKey(target, pk, sk);
  // The type is the migration's word about its own item.
  const asChange = (change: unknown): ((item: Item) => object) => change as (item: Item) => object;
  let transforms = 0;
  const next = (): number => ++transforms;
  return {
    signal,
    log,
    skip: SKIP,
    remove: REMOVE,
    table: tableWork({ door: options.tables, next }, target.table),
    config: (pk, sk) => ({
      update: (change) => updateItem(options, targetKey(target, pk, sk), asChange(change)),
    }),
    async get<T extends object>(pk: KeyValue, sk?: KeyValue) {
      const found = await readItem(options, targetKey(target, pk, sk));
      return found && (toItem(found) as T);
    },
    async query<T extends object>(pk: KeyValue, { begins }: { readonly begins?: string } = {}) {
      return (await queryPartition(options, pk, begins)).map((item) => toItem(item) as T);
    },
    put: (item) => putItem(options, item),
    update: (key, change) => updateItem(options, keyOf(key), asChange(change)),
    delete: (pk, sk) => deleteItem(options, targetKey(target, pk, sk)),
    copy: (from, to, change = (item) => item) =>
      copyItem(options, { from: keyOf(from), to: keyOf(to), change: asChange(change) }),
    transform: (first: TransformOptions | Change<never>, second?: Change<never>) => {
      // Counted when it is called: two that run at once keep their numbers when they are run again.
      const number = next();
      return options.transform({ number, ...transformWish(first, second) });
    },
  };
}

async function queryPartition(
  { session, target, check }: ContextOptions,
  partitionKey: KeyValue,
  begins: string | undefined,
): Promise<AttributeMap[]> {
  const [pk, sk] = target.keys;
  const narrowed = begins !== undefined && sk !== undefined;
  const items: AttributeMap[] = [];
  let after: AttributeMap | undefined;
  do {
    check();
    const page = await session.run({
      command: "Query",
      input: {
        TableName: target.table,
        KeyConditionExpression: narrowed ? "#pk = :pk AND begins_with(#sk, :begins)" : "#pk = :pk",
        ExpressionAttributeNames: { "#pk": pk, ...(narrowed && { "#sk": sk }) },
        ExpressionAttributeValues: fromItem({ ":pk": partitionKey, ...(narrowed && { ":begins": begins }) }),
        ConsistentRead: true,
        ...(after && { ExclusiveStartKey: after }),
      },
    });
    items.push(...page.Items);
    after = page.LastEvaluatedKey;
  } while (after);
  return items;
}
