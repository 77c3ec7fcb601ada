// Table work of a run: each call is done once, however often the migration runs, and what it does is announced first.
import type { DynamoSession } from "../call.ts";
import type { HistoryPlace } from "../layout.ts";
import { findTarget, type Target } from "../target.ts";
import { type Noted, notedWork } from "./announced.ts";
import { type Arriving, arrive } from "./arrive.ts";
import { deleteTable } from "./delete-table.ts";
import type { Door } from "./door.ts";
import type { ManagedBy } from "./owner.ts";
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
  return {
    arrive: (way) =>
      inTurn(way.wanted, async (arriving) => {
        const did = await arrive(arriving, way);
        if (way.wanted.table === target.table) target.learn?.(await findTarget(session, target.table));
        return did;
      }),
    delete: (table) => inTurn({ delete: table }, (arriving) => deleteTable(arriving, table)),
  };
}
