// Runs one transform to its end: makes or finds its run, works on its segments, settles conflicts, holds it to its bands.
import { GodwitError } from "../../core/errors.ts";
import type { TransformOptions } from "../../core/module-dynamo.ts";
import type { AttributeMap } from "../attribute.ts";
import type { DynamoSession } from "../call.ts";
import type { Clock } from "../clock.ts";
import { describeTable } from "../history-table.ts";
import type { HistoryPlace } from "../layout.ts";
import type { Target } from "../target.ts";
import { usualCeiling } from "./ceiling.ts";
import { openConflicts, retryConflicts } from "./conflicts.ts";
import { expectation, refuseLess } from "./expect.ts";
import { type Pace, pace } from "./pace.ts";
import type { PageWorker } from "./page.ts";
import type { ItemChange } from "./plan-item.ts";
import { segmentPool } from "./pool.ts";
import {
  changeRun,
  makeRun,
  type RunItem,
  readRun,
  readSegments,
  restartRun,
  segmentsFor,
} from "./run-item.ts";
import { type Counts, sumOf } from "./segment.ts";
import { runWorkers } from "./workers.ts";

export interface Transform {
  /** For all but the writes of items: it is patient where DynamoDB throttles. */
  readonly session: DynamoSession;
  readonly writer: DynamoSession;
  readonly target: Target;
  /** Where this transform keeps its things. */
  readonly place: HistoryPlace;
  /** Whose segments ours are: another for every process. */
  readonly owner: string;
  readonly leads: boolean;
  readonly leaseMs: number;
  readonly clock: Clock;
  /** Of the migration's file. */
  readonly checksum: string;
  readonly options: TransformOptions;
  readonly change: ItemChange;
  /** What is done with a page instead of giving its items to `change`. */
  readonly work?: PageWorker;
  readonly stamps: () => AttributeMap;
  readonly stampNames: readonly string[];
  readonly keepsImages: boolean;
  /** Write units per second for all processes together, where the person who runs it said so. */
  readonly maxWcu: number | undefined;
  /** Throws when the run must stop. */
  readonly check: () => void;
  readonly progress: (counts: Counts, estimate: number) => void;
}

/** How often a process looks what the others do, and whether the rate was changed. */
const STEER_MS = 2_000;

/** What the transform came to. Throws TRANSFORM_CONFLICTS, EXPECTATION, and what stops the run. */
export async function runTransform(transform: Transform): Promise<Counts> {
  const { session, place, target, options, leads, progress } = transform;
  const run = await (leads ? findOrMakeRun(transform) : readRun(session, place));
  // A helper that comes too early or too late has nothing to do.
  if (!run) return sumOf([]);
  const pool = segmentPool(transform);
  await pool.refresh();
  if (run.done) return pool.totals();
  const speed = pace({ now: () => performance.now(), sleep });
  const bands = expectation(options.expect, () => pool.totals());
  const steering = steer(transform, speed, async () => {
    await pool.refresh();
    progress(pool.totals(), run.estimate);
    return pool.owners();
  });
  const { stampNames, stamps, change, check, keepsImages, leaseMs } = transform;
  const page = { session, writer: transform.writer, pace: speed, stampNames, stamps, target, change, check };
  try {
    await steering.started;
    await runWorkers({
      pool,
      page,
      scan: { session, target, index: options.index, filter: options.filter, segments: run.segments },
      transform: place,
      work: transform.work,
      generation: run.generation,
      keepsImages,
      leaseMs,
      reserve: bands.reserve,
    });
  } finally {
    steering.stop();
  }
  await pool.refresh();
  if (!leads) return pool.totals();
  const settled = await retryConflicts({ session, place, page, generation: run.generation, keepsImages });
  await refuseOpen(transform);
  const { conflicts: _resolved, ...found } = pool.totals();
  const totals = sumOf([
    { ...found, conflicts: 0 },
    { ...settled, scanned: 0 },
  ]);
  refuseLess(options.expect, totals);
  await changeRun(session, place, { done: true });
  progress(totals, run.estimate);
  return totals;
}

async function findOrMakeRun({
  session,
  place,
  target,
  options,
  checksum,
  maxWcu,
}: Transform): Promise<RunItem> {
  const found = await readRun(session, place);
  if (found && found.checksum === checksum) {
    if (maxWcu !== undefined) await changeRun(session, place, { maxWcu });
    return { ...found, maxWcu: maxWcu ?? found.maxWcu };
  }
  if (found) {
    const run = { ...found, checksum, done: false, generation: found.generation + 1 };
    await restartRun(session, place, { run, segments: await readSegments(session, place) });
    return run;
  }
  const table = (await describeTable(session, target.table)) ?? {
    TableName: target.table,
    TableStatus: "",
    KeySchema: [],
    AttributeDefinitions: [],
  };
  const run: RunItem = {
    done: false,
    checksum,
    generation: 1,
    segments: options.segments ?? segmentsFor(table),
    estimate: table.ItemCount ?? 0,
    maxWcu: maxWcu ?? usualCeiling(table),
  };
  await makeRun(session, place, run);
  return run;
}

interface Steering {
  /** When the rate is known: before that nothing should be written. */
  readonly started: Promise<void>;
  stop(): void;
}

/** Shares the rate, which lies in the run's item, among the processes that work. */
function steer({ session, place }: Transform, speed: Pace, owners: () => Promise<number>): Steering {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const turn = async (): Promise<void> => {
    // A look that fails is made again in a moment; until then the rate stays as it is.
    try {
      const [run, count] = await Promise.all([readRun(session, place), owners()]);
      speed.limit(run?.maxWcu == null ? undefined : run.maxWcu / count);
    } catch {}
    if (!stopped) timer = setTimeout(turn, STEER_MS).unref();
  };
  return {
    started: turn(),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

const MOST_NAMED = 10;

async function refuseOpen({ session, place, target }: Transform): Promise<void> {
  const open = await openConflicts(session, place, target);
  if (open.length === 0) return;
  const named = open.slice(0, MOST_NAMED).map(({ label }) => label);
  const more = open.length > named.length ? ` and ${open.length - named.length} more` : "";
  throw new GodwitError(
    "TRANSFORM_CONFLICTS",
    `in ${target.table}, ${open.length === 1 ? "an item was" : `${open.length} items were`} changed by others each time we read it: ${named.join(", ")}${more}`,
  );
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
