// Table work of a run: each call is done once, however often the migration runs, and what it does is announced first.
import type { Action, DynamoSession } from "../call.ts";
import type { HistoryPlace } from "../layout.ts";
import { findTarget, type Target } from "../target.ts";
import type { PageWorker } from "../transform/page.ts";
import { sweepPlace } from "../transform/places.ts";
import { sweepsOf } from "../transform/run-item.ts";
import type { Counts } from "../transform/segment.ts";
import { type Noted, notedWork } from "./announced.ts";
import { type Arriving, arrive } from "./arrive.ts";
import { deleteTable } from "./delete-table.ts";
import type { Door, RekeyOrder } from "./door.ts";
import type { ManagedBy } from "./owner.ts";
import { type Tied, tiedTables } from "./rekey/rekey.ts";
import {
  compareItems,
  copyItems,
  cutBack,
  cutOver,
  type RekeyAccess,
  removeCopies,
} from "./rekey/rekey-work.ts";
import type { TableStep } from "./step.ts";

export interface Running {
  readonly session: DynamoSession;
  readonly target: Target;
  /** Where the operations of this application of the migration are kept. */
  readonly attempt: HistoryPlace;
  readonly managedBy: ManagedBy;
  readonly check: () => void;
  readonly say: (message: string) => void;
  /** Durable when they resolve, behind the lock's guard. */
  readonly announce: (step: TableStep) => Promise<void>;
  readonly end: (call: string) => Promise<void>;
  /** That only a `down` of its own takes the migration back, and why. */
  readonly byHand: (hint: string) => Promise<void>;
  readonly sweep: (sweep: Sweep) => Promise<Counts>;
  readonly send: (actions: readonly Action[]) => Promise<boolean>;
}

export interface Sweep {
  readonly table: Target;
  readonly place: HistoryPlace;
  readonly work: PageWorker;
  readonly segments: number | undefined;
}

type Did = "changed" | "unchanged";

export function runDoor(running: Running): Door {
  const { session, target, attempt, managedBy, check, say } = running;
  let reading: Promise<Noted> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let calls = 0;
  /** One after the other: DynamoDB does one thing to a table at a time. */
  const inTurn = (wish: unknown, task: (arriving: Arriving) => Promise<Did>): Promise<Did> => {
    // Counted when it is called: a migration that runs again makes the same calls.
    const call = `${++calls} ${JSON.stringify(wish)}`;
    const mine = last.then(async () => {
      reading ??= notedWork(session, attempt);
      const noted = await reading;
      // A later call may have taken it back already: an index that was needed for a while.
      if (noted.ended.has(call)) return "unchanged";
      const announce = async (step: TableStep): Promise<void> => {
        await running.announce(step);
        noted.steps.push(step);
      };
      const did = await task({ session, managedBy, check, say, announce, announced: noted.steps });
      await running.end(call);
      return did;
    });
    last = mine.catch(() => undefined);
    return mine;
  };
  const rekeying = async <T>(
    { number, from, rekey }: RekeyOrder,
    task: (access: RekeyAccess, tied: Tied) => Promise<T>,
  ): Promise<T> => {
    const mine = last.then(async () => {
      const tied = await tiedTables(session, from, rekey);
      const sweep: RekeyAccess["sweep"] = (table, pass, work) =>
        running.sweep({ table, place: sweepPlace(attempt, number, pass), work, segments: rekey.segments });
      const unswept = async (): Promise<number> => (await sweepsOf(session, attempt, number)) + 1;
      return task({ session, target, sweep, unswept, send: running.send, check, say }, tied);
    });
    last = mine.catch(() => undefined);
    return mine;
  };
  return {
    copy: (order) =>
      rekeying(order, async (access, tied) => {
        await running.byHand("down({ table }) { await table.uncopy(…) }");
        return copyItems(access, tied);
      }),
    compare: (order) => rekeying(order, compareItems),
    uncopy: (order) => rekeying(order, removeCopies),
    cutOver: (order, how) =>
      rekeying(order, async (access, tied) => {
        await running.byHand("down({ table }) { await table.cutBack(…) }");
        return cutOver(access, tied, how);
      }),
    cutBack: (order, how) => rekeying(order, (access, tied) => cutBack(access, tied, how)),
    arrive: (way) =>
      inTurn(way.wanted, async (arriving) => {
        const did = await arrive(arriving, way);
        if (way.wanted.table === target.table) target.learn?.(await findTarget(session, target.table));
        return did;
      }),
    delete: (table) => inTurn({ delete: table }, (arriving) => deleteTable(arriving, table)),
  };
}
