// Reads one page of a segment: consistently from the table, or through an index that only says which items there are.
import type { Filter } from "../../core/module-dynamo.ts";
import type { AttributeMap } from "../attribute.ts";
import type { DynamoSession } from "../call.ts";
import { keyOfItem } from "../item-answer.ts";
import { isOwn, type Target } from "../target.ts";
import { fromItem } from "../value.ts";

export interface ScanOptions {
  readonly session: DynamoSession;
  readonly target: Target;
  readonly index: string | undefined;
  readonly filter: Filter | undefined;
  readonly segments: number;
}

export interface ScanPlace {
  readonly segment: number;
  readonly after: AttributeMap | undefined;
}

export interface ScannedPage {
  readonly items: readonly AttributeMap[];
  /** Undefined at the segment's end. */
  readonly after: AttributeMap | undefined;
}

/** Small enough that little is done twice after a crash, large enough that a checkpoint costs next to nothing. */
const PAGE = 100;

export async function scanPage(
  { session, target, index, filter, segments }: ScanOptions,
  { segment, after }: ScanPlace,
): Promise<ScannedPage> {
  const page = await session.run({
    command: "Scan",
    input: {
      TableName: target.table,
      ...(index !== undefined && { IndexName: index }),
      ConsistentRead: index === undefined,
      Segment: segment,
      TotalSegments: segments,
      Limit: PAGE,
      ...(filter && inWords(filter)),
      ...(after && { ExclusiveStartKey: after }),
    },
  });
  const items = index === undefined ? page.Items : await fromTable(session, target, page.Items);
  return { items, after: page.LastEvaluatedKey };
}

function inWords({ expression, names, values }: Filter) {
  return {
    FilterExpression: expression,
    ...(names && { ExpressionAttributeNames: names }),
    ...(values && { ExpressionAttributeValues: fromItem(values) }),
  };
}

/** A BatchGetItem takes a hundred keys. */
const BATCH = 100;

/** An index may be late, and need not hold all attributes. */
async function fromTable(
  session: DynamoSession,
  target: Target,
  found: readonly AttributeMap[],
): Promise<readonly AttributeMap[]> {
  const keys = found
    .filter((item) => !isOwn(item[target.keys[0]] ?? { NULL: true }))
    .map((item) => keyOfItem(target, item));
  const items: AttributeMap[] = [];
  for (let from = 0; from < keys.length; from += BATCH) {
    let Keys: readonly AttributeMap[] = keys.slice(from, from + BATCH);
    for (let tries = 0; Keys.length > 0; tries++) {
      if (tries > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(2_000, 25 * 2 ** tries)));
      const answer = await session.run({
        command: "BatchGetItem",
        input: { RequestItems: { [target.table]: { Keys, ConsistentRead: true } } },
      });
      items.push(...(answer.Responses?.[target.table] ?? []));
      Keys = answer.UnprocessedKeys?.[target.table]?.Keys ?? [];
    }
  }
  return items;
}
