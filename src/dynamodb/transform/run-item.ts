// A transform's run as it lies in the table: made once with its segments, shared by all that work on it.
import type { AttributeMap, AttributeValue } from "../attribute.ts";
import type { DynamoSession, TableDescription } from "../call.ts";
import { expression } from "../expression.ts";
import { isConditionFailed } from "../failure.ts";
import { booleanField, numberField, optionalNumber, textField } from "../fields.ts";
import { getItem, queryItems } from "../history-items.ts";
import { absent, type Condition } from "../item-write.ts";
import { type HistoryPlace, itemKey } from "../layout.ts";
import { fromItem } from "../value.ts";
import { RUN, SEGMENTS, sweepPlace } from "./places.ts";
import { freshSegment, type Segment, segmentFrom, segmentItem } from "./segment.ts";

export interface RunItem {
  readonly done: boolean;
  /** Of the file: another one begins with the first page again. */
  readonly checksum: string;
  /** One more with every such beginning; images of a later one are newer. */
  readonly generation: number;
  readonly segments: number;
  /** How many items there are, as far as DynamoDB knew. */
  readonly estimate: number;
  /** Write units per second for all workers together; null for no limit. */
  readonly maxWcu: number | null;
}

export function runFrom(item: AttributeMap): RunItem {
  return {
    done: booleanField(item, "done"),
    checksum: textField(item, "checksum"),
    generation: numberField(item, "generation"),
    segments: numberField(item, "segments"),
    estimate: numberField(item, "estimate"),
    maxWcu: optionalNumber(item, "maxWcu"),
  };
}

export async function readRun(session: DynamoSession, place: HistoryPlace): Promise<RunItem | undefined> {
  const item = await getItem(session, place, RUN);
  return item && runFrom(item);
}

/** How many sweeps of a call were begun; the second of a pair may be missing where a run was interrupted. */
export async function sweepsOf(
  session: DynamoSession,
  attempt: HistoryPlace,
  number: number,
): Promise<number> {
  const isThere = async (pass: number): Promise<boolean> =>
    (await readRun(session, sweepPlace(attempt, number, pass))) !== undefined;
  let last = 0;
  while ((await isThere(last + 1)) || (await isThere(last + 2))) last++;
  return last;
}

export async function readSegments(session: DynamoSession, place: HistoryPlace): Promise<readonly Segment[]> {
  return (await queryItems(session, place, SEGMENTS)).map(segmentFrom);
}

/**
 * Only who holds the migration's lock makes or restarts a run, and a run is there only when all its segments are. All
 * writes have conditions, so that one who has lost the lock meanwhile cannot undo what the next holder did.
 */
export async function makeRun(session: DynamoSession, place: HistoryPlace, run: RunItem): Promise<void> {
  const numbers = Array.from({ length: run.segments }, (_, number) => number);
  for (let from = 0; from < numbers.length; from += AT_ONCE) {
    const slice = numbers.slice(from, from + AT_ONCE);
    await Promise.all(
      slice.map((number) =>
        putIf(session, {
          place,
          Item: segmentItem(place, freshSegment(number)),
          condition: absent(place.pk),
        }),
      ),
    );
  }
  await putIf(session, { place, Item: runItem(place, run), condition: absent(place.pk) });
}

/** Begins with the first page again, as the file is now; fences go on, so that nobody of before can write on. */
export async function restartRun(
  session: DynamoSession,
  place: HistoryPlace,
  { run, segments }: { readonly run: RunItem; readonly segments: readonly Segment[] },
): Promise<void> {
  for (const { number, fence, rvn } of segments) {
    const fresh = { ...freshSegment(number), fence: fence + 1, rvn: crypto.randomUUID() };
    await putIf(session, { place, Item: segmentItem(place, fresh), condition: is("rvn", { S: rvn }) });
  }
  await putIf(session, {
    place,
    Item: runItem(place, run),
    condition: is("generation", { N: String(run.generation - 1) }),
  });
}

const AT_ONCE = 25;

function runItem(place: HistoryPlace, run: RunItem): AttributeMap {
  return { ...itemKey(place, RUN), ...fromItem({ ...run, createdAt: new Date().toISOString() }) };
}

function is(name: string, value: AttributeValue): Condition {
  const text = expression();
  return { ConditionExpression: `${text.place([name])} = ${text.value(value)}`, ...text.parts() };
}

interface Guarded {
  readonly place: HistoryPlace;
  readonly Item: AttributeMap;
  readonly condition: Condition;
}

async function putIf(session: DynamoSession, { place, Item, condition }: Guarded): Promise<void> {
  try {
    await session.run({ command: "PutItem", input: { TableName: place.table, Item, ...condition } });
  } catch (thrown) {
    if (!isConditionFailed(thrown)) throw thrown;
  }
}

/** Changes the run's item; does nothing when the run has gone. */
export async function changeRun(
  session: DynamoSession,
  place: HistoryPlace,
  set: Partial<RunItem>,
): Promise<void> {
  const text = expression();
  const sets = Object.entries(fromItem(set)).map(
    ([name, value]) => `${text.place([name])} = ${text.value(value)}`,
  );
  const input = {
    TableName: place.table,
    Key: itemKey(place, RUN),
    UpdateExpression: `SET ${sets.join(", ")}`,
    ConditionExpression: `attribute_exists(${text.place([place.pk])})`,
    ...text.parts(),
  };
  try {
    await session.run({ command: "UpdateItem", input });
  } catch (thrown) {
    if (!isConditionFailed(thrown)) throw thrown;
  }
}

/** One segment in order writes to one physical partition at a time: many at once spread the load. */
export function segmentsFor({ TableSizeBytes = 0 }: TableDescription): number {
  const gigabytes = TableSizeBytes / 2 ** 30;
  return Math.min(1_000, Math.max(16, Math.ceil(gigabytes * 2)));
}
