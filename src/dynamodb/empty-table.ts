// Whether a table has items of the application yet; Godwit's own, where the history is in the same table, do not count.
import type { AttributeMap } from "./attribute.ts";
import type { DynamoSession } from "./call.ts";
import { isOwn, type Target } from "./target.ts";

const PAGE = 100;

export async function isEmptyTable(session: DynamoSession, { table, keys }: Target): Promise<boolean> {
  let after: AttributeMap | undefined;
  do {
    const page = await session.run({
      command: "Scan",
      input: {
        ...{ TableName: table, ConsistentRead: true, Segment: 0, TotalSegments: 1, Limit: PAGE },
        ...(after && { ExclusiveStartKey: after }),
      },
    });
    if (page.Items.some((item) => !isOwn(item[keys[0]] ?? { NULL: true }))) return false;
    after = page.LastEvaluatedKey;
  } while (after);
  return true;
}
