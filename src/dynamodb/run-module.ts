// Runs a migration's function on the table, and lets nothing of it reach the table once it is over.
import type { WorkOrder } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { DynamoScript } from "../core/module-dynamo.ts";
import type { Action, DynamoSession } from "./call.ts";
import type { Clock } from "./clock.ts";
import { dynamoContext } from "./context.ts";
import { namesOf, type Stamps } from "./context-options.ts";
import type { HistoryPlace } from "./layout.ts";
import { stampsNow } from "./one-item.ts";
import { operations } from "./operations.ts";
import { patientSession } from "./patient.ts";
import type { ModuleRun } from "./program.ts";
import type { ManagedBy } from "./table/owner.ts";
import { runDoor } from "./table/run-door.ts";
import type { Target } from "./target.ts";
import { trackCalls } from "./track-calls.ts";
import { countsInWords } from "./transform/counts.ts";
import { transformPlace } from "./transform/places.ts";
import { readRun } from "./transform/run-item.ts";
import type { Counts } from "./transform/segment.ts";
import { runTransform } from "./transform/transform.ts";

/** What a migration's function is run with, under the lock. */
export interface ModuleAccess {
  readonly session: DynamoSession;
  /** The history's partition. */
  readonly home: HistoryPlace;
  readonly target: () => Promise<Target>;
  readonly stamps: Stamps;
  /** Sends actions behind the lock's guard; answers the indexes of those whose condition does not hold. */
  readonly send: (actions: readonly Action[]) => Promise<readonly number[]>;
  readonly owner: string;
  /** Of the lock. */
  readonly fence: number;
  readonly leaseMs: number;
  readonly clock: Clock;
  readonly maxWcu: number | undefined;
  /** Who makes and changes the tables. */
  readonly managedBy: ManagedBy;
  readonly check: () => void;
  readonly lost: AbortSignal;
}

interface Running {
  readonly op: ModuleRun & { readonly run: DynamoScript };
  readonly stopping: AbortSignal;
  readonly attempt: HistoryPlace;
}

/** Ends as soon as the module does or the run must stop; a module that goes on after that is refused. */
export async function runModule(
  access: ModuleAccess,
  order: WorkOrder,
  { op, stopping, attempt }: Running,
): Promise<void> {
  const target = await access.target();
  const { version, name } = order.migration;
  const { session, stamps } = access;
  const stampNames = namesOf(stamps);
  const keeps = op.direction === "up";
  const noted = operations(attempt, { fence: access.fence, stampNames });
  let over = false;
  const check = (): void => {
    checkRun(access, order);
    if (over) {
      throw new GodwitError("MIGRATION_FAILED", `${name} went on after its function had ended`, {
        hint: "await every call of `ctx` in the migration, then run `godwit up` again",
      });
    }
  };
  const started: Promise<unknown>[] = [];
  const say = (message: string): void => order.report({ type: "log", message, version, name });
  /** What all transforms and sweeps of this run have in common. */
  const running = {
    ...{ session: patientSession(session), writer: session, stampNames, check, leads: true },
    ...{ owner: access.owner, leaseMs: access.leaseMs, clock: access.clock, maxWcu: access.maxWcu },
    checksum: op.checksum,
    stamps: () => stampsNow({ stamps, migration: name }),
    progress: ({ scanned }: Counts, estimate: number) =>
      order.report({ type: "items", version, name, done: scanned, total: Math.max(estimate, scanned) }),
  };
  const context = dynamoContext({
    session,
    target,
    stamps,
    migration: name,
    check,
    signal: stopping,
    log: say,
    tables: runDoor({
      ...{ session, target, attempt, check, say },
      managedBy: access.managedBy,
      announce: async (step) => void (await access.send([{ Put: noted.ofStep(step) }])),
      end: async (call) => void (await access.send([{ Put: noted.ofEnd(call) }])),
      byHand: async (hint) => {
        if (keeps) await access.send([{ Put: noted.ofHand(hint) }]);
      },
      send: async (actions) => (await access.send(actions)).length === 0,
      sweep: ({ table, place, work, segments }) =>
        runTransform({
          ...{ ...running, place, work, target: table, keepsImages: false },
          options: segments === undefined ? {} : { segments },
          change: (item) => item,
        }),
    }),
    async write(write) {
      check();
      // What a rollback changes is not taken back by anything.
      const actions = keeps ? await noted.ofItem(write) : [write.action];
      return (await access.send(actions)).length === 0;
    },
    async transform({ number, options, change }) {
      check();
      const place = transformPlace(attempt, number);
      if (keeps && !(await readRun(session, place))) await access.send([{ Put: noted.ofTransform(number) }]);
      const counts = await runTransform({ ...running, target, place, options, change, keepsImages: keeps });
      say(countsInWords(counts, target.table));
      const { conflicts: _none, ...told } = counts;
      return told;
    },
  });
  try {
    check();
    await untilAborted(stopping, async () => {
      await op.run(trackCalls(context, started));
      // A call that was not awaited belongs to the migration all the same: it ends with it, and fails it.
      while (started.length > 0) await started.shift();
    });
    check();
  } catch (thrown) {
    // When the run must stop, that is the reason, whatever the module made of it.
    check();
    throw thrown;
  } finally {
    over = true;
  }
}

/** Workers that stop give their segments back: who goes on would wait for the rest of a lease, and write half as fast. */
const ENDING_MS = 1_000;

async function untilAborted(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  const { promise: aborted, reject } = deferred();
  let working: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    const end = (): void => reject(signal.reason);
    timer = setTimeout(end, ENDING_MS);
    working.then(end, end);
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    const done = work();
    working = done;
    await Promise.race([done, aborted]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

function deferred(): { readonly promise: Promise<never>; readonly reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<never>((_, rejectPromise) => {
    reject = rejectPromise;
  });
  return { promise, reject };
}

/** Throws when the lock is lost, or somebody wants the run to end. */
export function checkRun(access: Pick<ModuleAccess, "check">, { signal, migration }: WorkOrder): void {
  access.check();
  if (signal.aborted) throw cancelled(migration.name, signal.reason);
}

function cancelled(name: string, reason: unknown): GodwitError {
  if (reason instanceof GodwitError) return reason;
  return new GodwitError("CANCELLED", `${name} was cancelled`, { cause: reason });
}
