// The lock, held: everything that writes goes through here, one transaction at a time, each with the lock's guard.
import type { Held, RecordChange, WorkOrder } from "../core/engine.ts";
import type { Action } from "./call.ts";
import type { Clock } from "./clock.ts";
import type { Stamps } from "./context-options.ts";
import { writeHistory } from "./history.ts";
import type { Lease } from "./lease.ts";
import type { HistoryAccess } from "./log.ts";
import type { Secured } from "./secure.ts";
import type { ManagedBy } from "./table/owner.ts";
import type { Target } from "./target.ts";
import { transact } from "./transact.ts";
import { dynamoWork } from "./work.ts";

export interface HeldOptions extends HistoryAccess {
  readonly lease: Lease;
  readonly target: () => Promise<Target>;
  readonly stamps: Stamps;
  readonly clock: Clock;
  readonly maxWcu: number | undefined;
  readonly managedBy: ManagedBy;
  /** Asked once, before the first step of a run. */
  readonly secure: (check: () => void) => Promise<Secured | null>;
}

export function dynamoHeld(options: HeldOptions): Held {
  const { lease, session } = options;
  const inTurn = turns();
  const record = (changes: readonly RecordChange[]): Promise<void> =>
    inTurn(async () => {
      lease.check();
      await writeHistory(options, { changes, guard: lease.guard, onRefused: lease.refused });
    });
  const send = (actions: readonly Action[]): Promise<readonly number[]> =>
    inTurn(async () => {
      lease.check();
      const failed = await transact(session, [lease.guard, ...actions]);
      if (failed.includes(0)) lease.refused();
      return failed.map((index) => index - 1);
    });
  let security: Promise<void> | undefined;
  const secureOnce = async (): Promise<void> => {
    const found = await options.secure(lease.check);
    if (!found) return;
    const { how, details } = found;
    await record([{ log: { event: "secured", version: null, name: null, reason: how, details } }]);
  };
  return {
    lost: lease.lost,
    fence: String(lease.fence),
    async admit() {
      security ??= secureOnce();
      await security;
    },
    record,
    work: (order: WorkOrder) =>
      dynamoWork(
        {
          session,
          send,
          home: options.place,
          owner: options.run.runId,
          fence: lease.fence,
          leaseMs: lease.leaseMs,
          clock: options.clock,
          maxWcu: options.maxWcu,
          managedBy: options.managedBy,
          record: (change) => record([change]),
          target: options.target,
          stamps: options.stamps,
          check: lease.check,
          lost: lease.lost,
        },
        order,
      ),
    release: () => inTurn(() => lease.release()),
  };
}

/** Our transactions all check the lock's item, and DynamoDB cancels those that touch one item at once. */
function turns(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const mine = last.then(task, task);
    last = mine.catch(() => undefined);
    return mine;
  };
}
