// Helps the run that holds the lock: works on the segments of its transform, and writes nothing else.
import type { AssistOrder } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { DynamoScript } from "../core/module-dynamo.ts";
import { readAttempts } from "./attempt.ts";
import { dynamoContext } from "./context.ts";
import { namesOf } from "./context-options.ts";
import type { DatabaseOptions } from "./database-options.ts";
import type { FullContext } from "./full-context.ts";
import { getItem } from "./history-items.ts";
import { type HistoryPlace, LOCK } from "./layout.ts";
import { lockFrom } from "./lock-item.ts";
import { stampsNow } from "./one-item.ts";
import { patientSession } from "./patient.ts";
import { closedDoor } from "./table/door.ts";
import { tiedTables } from "./table/rekey/rekey.ts";
import { copyItems } from "./table/rekey/rekey-work.ts";
import type { Target } from "./target.ts";
import type { PageOptions, PageWork, PageWorker } from "./transform/page.ts";
import { attemptPlace, sweepPlace, transformPlace } from "./transform/places.ts";
import { changeRun, type RunItem, readRun } from "./transform/run-item.ts";
import { type Counts, sumOf } from "./transform/segment.ts";
import { runTransform, type Transform } from "./transform/transform.ts";

export interface Assisting {
  readonly options: DatabaseOptions;
  readonly home: HistoryPlace;
  readonly target: Target;
  readonly script: DynamoScript;
  readonly checksum: string;
}

/** The run has ended, or is not yet where it can be helped. */
class NothingMore extends Error {}

const LOOK_MS = 500;

/** How many items this process went through; 0 when there was nothing to help with. */
export async function assistRun(assisting: Assisting, order: AssistOrder): Promise<number> {
  const { options, home, target, script } = assisting;
  const { session, stamps } = options;
  const { version, name } = order.migration;
  const { up } = await readAttempts(session, home, version);
  const attempt = up.at(-1);
  if (attempt === undefined) return 0;
  const place = attemptPlace(home, version, attempt);
  const watch = watchLock(assisting);
  let helped = 0;
  const check = (): void => {
    if (order.signal.aborted) throw new GodwitError("CANCELLED", "helping was cancelled");
    if (watch.ended()) throw new NothingMore();
  };
  const context = dynamoContext({
    ...{ session, target, stamps, check },
    tables: {
      ...closedDoor,
      // Only the copying: what a cut-over does is short, and other work on tables is one call.
      async copy({ number, from, rekey }) {
        const tied = await tiedTables(session, from, rekey);
        const sweep = async (table: Target, pass: number, work: PageWorker): Promise<Counts> => {
          const at = sweepPlace(place, number, pass);
          const run = await readRun(session, at);
          if (!run || run.checksum !== assisting.checksum) throw new NothingMore();
          const going = { place: at, target: table, options: {}, change: (item: object) => item, work };
          const counts = await share({ assisting, order, going, check, run });
          helped += run.done ? 0 : counts.mine;
          return counts.all;
        };
        return copyItems({ sweep, say: () => undefined }, tied);
      },
    },
    migration: name,
    signal: order.signal,
    log: () => undefined,
    write: async () => true,
    async transform(request) {
      const at = transformPlace(place, request.number);
      const run = await readRun(session, at);
      if (!run || run.checksum !== assisting.checksum) throw new NothingMore();
      const going = { place: at, target, options: request.options, change: request.change };
      const counts = await share({ assisting, order, going, check, run });
      helped += counts.mine;
      const { conflicts: _none, ...told } = counts.all;
      return told;
    },
  });
  try {
    await script(withoutWrites(context));
  } catch (thrown) {
    // Where the run itself is at another place, what the function meets here says nothing.
    if (!(thrown instanceof NothingMore) && !watch.ended()) throw thrown;
  } finally {
    watch.stop();
  }
  return helped;
}

interface Sharing {
  readonly assisting: Assisting;
  readonly order: AssistOrder;
  /** What is under way. */
  readonly going: Pick<Transform, "place" | "target" | "options" | "change" | "work">;
  readonly check: () => void;
  readonly run: RunItem;
}

async function share(sharing: Sharing): Promise<{ readonly all: Counts; readonly mine: number }> {
  const { assisting, order, going, check, run } = sharing;
  const { options, checksum } = assisting;
  const { session, stamps, clock } = options;
  const { name, version } = order.migration;
  const { place, change, work } = going;
  if (!run.done && options.maxWcu !== undefined) await changeRun(session, place, { maxWcu: options.maxWcu });
  let mine = 0;
  const all = await runTransform({
    ...{ session: patientSession(session), writer: session, clock, checksum, check },
    ...going,
    change: (item) => {
      mine++;
      return change(item);
    },
    ...(work && {
      work: async (page: PageOptions, pageWork: PageWork) => {
        mine += pageWork.items.length;
        return work(page, pageWork);
      },
    }),
    owner: options.run.runId,
    leads: false,
    leaseMs: order.leaseMs,
    stamps: () => stampsNow({ stamps, migration: name }),
    stampNames: namesOf(stamps),
    keepsImages: work === undefined,
    maxWcu: undefined,
    progress: ({ scanned }, estimate) =>
      order.report({ type: "items", version, name, done: scanned, total: Math.max(estimate, scanned) }),
  });
  // The run settles conflicts and counts before it goes on.
  while (!run.done && !(await readRun(session, place))?.done) {
    check();
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return { all: sumOf([all]), mine };
}

/** What comes before the transform was done by the run itself; what comes after, it does itself. */
function withoutWrites(context: FullContext): FullContext {
  return {
    ...context,
    config: () => ({ update: async () => "unchanged" }),
    update: async () => "unchanged",
    put: async () => "kept",
    delete: async () => "absent",
    copy: async () => "kept",
  };
}

/** A helper goes home with the run: whoever takes over later is asked again. */
function watchLock({ options, home }: Assisting): { ended(): boolean; stop(): void } {
  let ended = false;
  let stopped = false;
  let first: string | undefined;
  const look = async (): Promise<void> => {
    try {
      const item = await getItem(options.session, home, LOCK);
      const lock = item && lockFrom(item);
      first ??= lock?.runId;
      ended ||= lock?.state !== "HELD" || lock.runId !== first;
    } catch {
      // Not known now; asked again in a moment.
    }
    if (!stopped && !ended) setTimeout(look, LOOK_MS).unref();
  };
  void look();
  return {
    ended: () => ended,
    stop() {
      stopped = true;
    },
  };
}
