// A worker's hold on a segment: taken from nobody or from the dead, renewed, written on with every page, given back.
import type { AttributeMap } from "../attribute.ts";
import type { Action, ConditionCheck, DynamoSession, Update } from "../call.ts";
import { ageOf, type Clock } from "../clock.ts";
import { type Expression, expression } from "../expression.ts";
import { isConditionFailed } from "../failure.ts";
import { getItem } from "../history-items.ts";
import { type HistoryPlace, itemKey } from "../layout.ts";
import { fromValue } from "../value.ts";
import { segmentSortKey } from "./places.ts";
import { type Counts, type Segment, segmentFrom } from "./segment.ts";

/** Part of the lease after which we do not trust it ourselves; others wait for more than all of it. */
const TRUSTED = 0.8;

/** Thrown where a segment is not ours any more: its worker goes on with another. */
export class SegmentLost extends Error {}

export interface HoldOptions {
  readonly session: DynamoSession;
  /** The transform's. */
  readonly place: HistoryPlace;
  readonly owner: string;
  readonly leads: boolean;
  readonly leaseMs: number;
  readonly clock: Clock;
}

export interface Page {
  readonly after: AttributeMap | undefined;
  readonly counts: Counts;
}

export interface Hold {
  /** As it stands; `page` and `after` move with each checkpoint. */
  readonly segment: Segment;
  /** Throws SegmentLost when the lease has run out, or somebody else has it. */
  check(): void;
  /** For a transaction: the segment is still ours. */
  readonly guard: { readonly action: Action; readonly refused: () => never };
  /** Closes a page: every write of it is settled. */
  checkpoint(page: Page): Promise<void>;
  /** Writes a sign of life where the last one is old. */
  renew(): Promise<void>;
  release(): Promise<void>;
}

/** Null when somebody else was quicker. `seen` must still be what lies in the table. */
export async function takeSegment(options: HoldOptions, seen: Segment): Promise<Hold | null> {
  const { owner, leads, leaseMs, clock } = options;
  const taken: Segment = {
    ...seen,
    owner,
    leads,
    leaseMs,
    rvn: crypto.randomUUID(),
    fence: seen.fence + 1,
  };
  const since = clock();
  const written = await write(options, taken, {
    set: { owner, leads, leaseMs, fence: taken.fence, rvn: taken.rvn },
    condition: { rvn: seen.rvn },
  });
  return written ? hold(options, taken, since) : null;
}

interface Put {
  readonly next: Segment;
  readonly set: Readonly<Record<string, unknown>>;
  readonly also?: Readonly<Record<string, unknown>>;
}

function hold(options: HoldOptions, first: Segment, since: ReturnType<Clock>): Hold {
  const { owner, leaseMs, clock } = options;
  let segment = first;
  let renewed = since;
  let lost = false;
  const ours = { owner, fence: first.fence };

  const check = (): void => {
    if (!lost && ageOf(renewed, clock()) <= leaseMs * TRUSTED) return;
    lost = true;
    throw new SegmentLost(`segment ${first.number} is not ours any more`);
  };
  // One after the other: each looks at what the one before has made of the segment.
  let last: Promise<unknown> = Promise.resolve();
  const put = (change: () => Put): Promise<void> => {
    const mine = last.then(async () => {
      check();
      const { next, set, also = {} } = change();
      const sent = clock();
      if (!(await write(options, next, { set, condition: { ...ours, ...also } }))) {
        lost = true;
        throw new SegmentLost(`segment ${first.number} was taken over`);
      }
      segment = next;
      renewed = sent;
    });
    last = mine.catch(() => undefined);
    return mine;
  };

  return {
    get segment() {
      return segment;
    },
    check,
    guard: {
      action: {
        ConditionCheck: {
          TableName: options.place.table,
          Key: itemKey(options.place, segmentSortKey(first.number)),
          ...conditionOf(ours),
        },
      },
      refused() {
        lost = true;
        throw new SegmentLost(`segment ${first.number} was taken over`);
      },
    },
    checkpoint: ({ after, counts }) =>
      put(() => {
        const page = segment.page + 1;
        const set = { page, done: after === undefined, rvn: crypto.randomUUID(), after };
        // An earlier checkpoint that is late must not move the place back.
        return {
          next: { ...segment, ...set, counts },
          set: { ...counts, ...set },
          also: { page: segment.page },
        };
      }),
    async renew() {
      if (ageOf(renewed, clock()) < leaseMs / 3) return;
      await put(() => {
        const rvn = crypto.randomUUID();
        return { next: { ...segment, rvn }, set: { rvn } };
      });
    },
    async release() {
      if (lost) return;
      const rvn = crypto.randomUUID();
      await write(
        options,
        { ...segment, owner: null, rvn },
        { set: { owner: undefined, rvn }, condition: ours },
      );
    },
  };
}

interface Change {
  /** Undefined removes the attribute. */
  readonly set: Readonly<Record<string, unknown>>;
  readonly condition: Readonly<Record<string, unknown>>;
}

/** False when the condition does not hold; an answer that was lost on the way is looked up. */
async function write({ session, place }: HoldOptions, next: Segment, change: Change): Promise<boolean> {
  const sortKey = segmentSortKey(next.number);
  const input: Update = { TableName: place.table, Key: itemKey(place, sortKey), ...inWords(change) };
  try {
    await session.run({ command: "UpdateItem", input });
    return true;
  } catch (thrown) {
    if (!isConditionFailed(thrown)) throw thrown;
    const item = await getItem(session, place, sortKey);
    return item !== undefined && segmentFrom(item).rvn === next.rvn;
  }
}

function inWords({ set, condition }: Change): Omit<Update, "TableName" | "Key"> {
  const text = expression();
  const sets: string[] = [];
  const removes: string[] = [];
  for (const [name, value] of Object.entries(set)) {
    if (value === undefined) removes.push(text.place([name]));
    else sets.push(`${text.place([name])} = ${placeholder(text, name, value)}`);
  }
  const conditions = Object.entries(condition).map(
    ([name, value]) => `${text.place([name])} = ${placeholder(text, name, value)}`,
  );
  return {
    UpdateExpression: `SET ${sets.join(", ")}${removes.length > 0 ? ` REMOVE ${removes.join(", ")}` : ""}`,
    ConditionExpression: conditions.join(" AND "),
    ...text.parts(),
  };
}

function conditionOf(condition: Change["condition"]): Pick<ConditionCheck, "ConditionExpression"> {
  const text = expression();
  const conditions = Object.entries(condition).map(
    ([name, value]) => `${text.place([name])} = ${placeholder(text, name, value)}`,
  );
  return { ConditionExpression: conditions.join(" AND "), ...text.parts() };
}

function placeholder(text: Expression, name: string, value: unknown): string {
  // Where to go on is in DynamoDB's own form already.
  return text.value(name === "after" ? { M: value as AttributeMap } : fromValue(value, name));
}

/** Milliseconds for which a segment's holder is still trusted to live, by when we first saw it as it is. */
export function watchSegments(clock: Clock): (segment: Segment) => number {
  const seen = new Map<number, { readonly rvn: string; readonly at: number }>();
  return ({ number, rvn, leaseMs }) => {
    const now = clock().monotonic;
    let first = seen.get(number);
    if (first?.rvn !== rvn) {
      first = { rvn, at: now };
      seen.set(number, first);
    }
    return leaseMs * 1.1 - (now - first.at);
  };
}
