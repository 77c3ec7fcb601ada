// Writes copies in transactions, each with a look at what they are made from, and at the lease of the segment.
import { GodwitError } from "../../../core/errors.ts";
import { backoff } from "../../../core/retry.ts";
import type { AttributeMap } from "../../attribute.ts";
import type { Action, ConditionCheck, DynamoSession } from "../../call.ts";
import { failureOf, isConflict, isThrottled } from "../../failure.ts";
import { absent, type Condition, unchangedSince } from "../../item-write.ts";
import { itemSize } from "../../preview/item-size.ts";
import { keyText } from "../../transform/image.ts";
import type { PageOptions } from "../../transform/page.ts";

/** What belongs together: an item as it was read, and what is written because of it. */
export interface Job {
  readonly look: ConditionCheck;
  readonly writes: readonly Action[];
  /** Of all that it touches, in bytes. */
  readonly size: number;
}

/** Half of what a transaction may hold, since conditions carry values, too. */
const MOST_BYTES = 2_000_000;
const MOST_ACTIONS = 99;
const BUDGET_MS = 180_000;
const REFUSED: ReadonlySet<string> = new Set(["ConditionalCheckFailed", "TransactionConflict"]);

/** Answers those of which something is not as it was read; the others are written. */
export async function sendJobs(options: PageOptions, jobs: readonly Job[]): Promise<ReadonlySet<Job>> {
  const refused = new Set<Job>();
  for (const together of batches(jobs)) {
    let left = together;
    while (left.length > 0) {
      const failed = await sendTogether(options, left);
      for (const job of failed) refused.add(job);
      if (failed.size === 0) break;
      left = left.filter((job) => !failed.has(job));
    }
  }
  return refused;
}

function batches(jobs: readonly Job[]): Job[][] {
  const all: Job[][] = [];
  // A transaction may look at an item once: copies of one item may be several.
  const looks = new Set<string>();
  let actions = 0;
  let bytes = 0;
  for (const job of jobs) {
    const count = job.writes.length + 1;
    const last = all.at(-1);
    const looked = keyText(job.look.Key);
    if (last && !looks.has(looked) && actions + count <= MOST_ACTIONS && bytes + job.size <= MOST_BYTES) {
      last.push(job);
    } else {
      all.push([job]);
      looks.clear();
      actions = 0;
      bytes = 0;
    }
    looks.add(looked);
    actions += count;
    bytes += job.size;
  }
  return all;
}

/** None: all of it is written. Else nothing is. */
async function sendTogether(
  { writer, pace, check, guard }: PageOptions,
  jobs: readonly Job[],
): Promise<ReadonlySet<Job>> {
  if (!guard) throw new GodwitError("BUG", "copies are written without a lease");
  const owners: (Job | undefined)[] = [undefined];
  const TransactItems: Action[] = [guard.action];
  for (const job of jobs) {
    const actions: readonly Action[] = [{ ConditionCheck: job.look }, ...job.writes];
    TransactItems.push(...actions);
    owners.push(...actions.map(() => job));
  }
  const pauses = backoff({
    ...{ budgetMs: BUDGET_MS, firstMs: 20, longestMs: 2_000 },
    ...{ now: () => performance.now(), random: Math.random },
  });
  for (;;) {
    await pace.turn();
    check();
    try {
      const input = {
        TransactItems,
        ClientRequestToken: crypto.randomUUID(),
        ReturnConsumedCapacity: "TOTAL",
      } as const;
      const { ConsumedCapacity = [] } = await writer.run({ command: "TransactWriteItems", input });
      pace.spent(ConsumedCapacity.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0));
      return new Set();
    } catch (thrown) {
      const reasons = failureOf(thrown)?.reasons ?? [];
      if (reasons[0] === "ConditionalCheckFailed") guard.refused();
      // Also what somebody writes right now: it is read again, and the others need not wait for it.
      const failed = owners.filter((job, index) => job && REFUSED.has(reasons[index] ?? ""));
      if (failed.length > 0) return new Set(failed.filter((job) => job !== undefined));
      if (isThrottled(thrown)) pace.throttled();
      else if (!isConflict(thrown)) throw thrown;
      const delay = pauses.next();
      if (delay === null) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
}

/** An item as it was read, or that there was none. */
export function asRead(partitionKey: string, item: AttributeMap | undefined): Condition {
  return item ? unchangedSince(item) : absent(partitionKey);
}

export function sizeOf(...items: readonly (AttributeMap | undefined)[]): number {
  return items.reduce((sum, item) => sum + (item ? itemSize(item) : 0), 0);
}

const BATCH = 100;

/** Those that are not there are left out. */
export async function readItems(
  session: DynamoSession,
  table: string,
  keys: readonly AttributeMap[],
): Promise<readonly AttributeMap[]> {
  const items: AttributeMap[] = [];
  for (let from = 0; from < keys.length; from += BATCH) {
    let Keys: readonly AttributeMap[] = keys.slice(from, from + BATCH);
    for (let tries = 0; Keys.length > 0; tries++) {
      if (tries > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(2_000, 25 * 2 ** tries)));
      const RequestItems = { [table]: { Keys, ConsistentRead: true } } as const;
      const answer = await session.run({ command: "BatchGetItem", input: { RequestItems } });
      items.push(...(answer.Responses?.[table] ?? []));
      Keys = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return items;
}
