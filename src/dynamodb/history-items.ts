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

export async function queryItems(
  session: DynamoSession,
  place: HistoryPlace,
  range: { readonly from: string; readonly to: string; readonly newest?: number },
): Promise<AttributeMap[]> {
  const items: AttributeMap[] = [];
  if (range.newest === 0) return items;
  let after: AttributeMap | undefined;
  do {
    const page = await session.run({
      command: "Query",
      input: {
        TableName: place.table,
        KeyConditionExpression: "#pk = :pk AND #sk BETWEEN :from AND :to",
        ExpressionAttributeNames: { "#pk": place.pk, "#sk": place.sk },
        ExpressionAttributeValues: fromItem({ ":pk": place.partition, ":from": range.from, ":to": range.to }),
        ConsistentRead: true,
        ...(range.newest !== undefined && { ScanIndexForward: false, Limit: range.newest - items.length }),
        ...(after && { ExclusiveStartKey: after }),
      },
    });
    items.push(...page.Items);
    after = page.LastEvaluatedKey;
  } while (after && (range.newest === undefined || items.length < range.newest));
  return items;
}
