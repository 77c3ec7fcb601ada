// Consistent reads of Godwit's own items; a query follows every page.
import type { AttributeMap } from "./attribute.ts";
import type { DynamoSession } from "./call.ts";
import { HISTORY_RANGE, type HistoryPlace, itemKey } from "./layout.ts";
import { fromItem } from "./value.ts";

/** HEAD, records and lock of the history, in one query. */
export async function readHistoryItems(session: DynamoSession, place: HistoryPlace): Promise<AttributeMap[]> {
  return queryItems(session, place, HISTORY_RANGE);
}

export async function getItem(
  session: DynamoSession,
  place: HistoryPlace,
  sortKey: string,
): Promise<AttributeMap | undefined> {
  const input = { TableName: place.table, Key: itemKey(place, sortKey), ConsistentRead: true } as const;
  return (await session.run({ command: "GetItem", input })).Item;
}

export interface ItemRange {
  readonly from: string;
  readonly to: string;
  /** Only so many, from the end. */
  readonly newest?: number;
  /** Only items of this version. */
  readonly version?: string;
}

/** Everything of a partition, newest first, page after page: for partitions that memory should not hold whole. */
export async function* newestPages(
  session: DynamoSession,
  place: HistoryPlace,
  limit: number,
): AsyncGenerator<readonly AttributeMap[]> {
  let after: AttributeMap | undefined;
  do {
    const page = await session.run({
      command: "Query",
      input: {
        TableName: place.table,
        KeyConditionExpression: "#pk = :pk",
        ExpressionAttributeNames: { "#pk": place.pk },
        ExpressionAttributeValues: { ":pk": { S: place.partition } },
        ConsistentRead: true,
        ScanIndexForward: false,
        Limit: limit,
        ...(after && { ExclusiveStartKey: after }),
      },
    });
    yield page.Items;
    after = page.LastEvaluatedKey;
  } while (after);
}

export async function queryItems(
  session: DynamoSession,
  place: HistoryPlace,
  { from, to, newest, version }: ItemRange,
): Promise<AttributeMap[]> {
  const items: AttributeMap[] = [];
  let after: AttributeMap | undefined;
  while (newest === undefined || items.length < newest) {
    const page = await session.run({
      command: "Query",
      input: {
        TableName: place.table,
        KeyConditionExpression: "#pk = :pk AND #sk BETWEEN :from AND :to",
        ...(version !== undefined && { FilterExpression: "#version = :version" }),
        ExpressionAttributeNames: {
          "#pk": place.pk,
          "#sk": place.sk,
          ...(version !== undefined && { "#version": "version" }),
        },
        // An undefined value is left out.
        ExpressionAttributeValues: fromItem({
          ":pk": place.partition,
          ":from": from,
          ":to": to,
          ":version": version,
        }),
        ConsistentRead: true,
        ...(newest !== undefined && { ScanIndexForward: false }),
        // Limit counts what is read, before the filter.
        ...(newest !== undefined && version === undefined && { Limit: newest - items.length }),
        ...(after && { ExclusiveStartKey: after }),
      },
    });
    items.push(...page.Items);
    after = page.LastEvaluatedKey;
    if (!after) break;
  }
  return newest === undefined ? items : items.slice(0, newest);
}
