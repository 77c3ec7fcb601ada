// An opened DynamoDB table: its history can be read by anybody, and changed by whoever takes the lock.
import type { Database, LockAttempt, LockOptions } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { HistoryState } from "../core/history.ts";
import { assistRun } from "./assist.ts";
import type { AttributeMap } from "./attribute.ts";
import type { DatabaseOptions } from "./database-options.ts";
import { isEmptyTable } from "./empty-table.ts";
import { examine } from "./examine.ts";
import { leastRights } from "./grants.ts";
import { dynamoHeld } from "./held.ts";
import { createHistory, readLayout, settleLayout } from "./history.ts";
import { readHistoryItems } from "./history-items.ts";
import { createHistoryTable, describeTable, placeIn } from "./history-table.ts";
import { keyOfItem } from "./item-answer.ts";
import { type HistoryPlace, LOCK, recordSortKey, sortKeyOf } from "./layout.ts";
import { keepLease } from "./lease.ts";
import { type LockWatch, type Taken, watchLock } from "./lock.ts";
import { leaseState, lockFrom } from "./lock-item.ts";
import { appendLog, readLog, verifyLog } from "./log.ts";
import { type Overlay, overlay } from "./preview/overlay.ts";
import { previewModule } from "./preview/preview.ts";
import { asDifferences, proveItems, wantedItems } from "./preview/prove.ts";
import { differences, emptyTable } from "./preview/simulate.ts";
import type { ModuleRun } from "./program.ts";
import { recordFrom } from "./record.ts";
import { secure } from "./secure.ts";
import { previewDoor } from "./table/preview-tables.ts";
import type { TableState } from "./table/state.ts";
import { accountOf, findTarget, missingTarget, type Target } from "./target.ts";

const EMPTY: HistoryState = { layout: 0, records: [], lease: null };

export function dynamoDatabase(options: DatabaseOptions): Database {
  const { session, table, historyTable, run, environment } = options;
  let place: HistoryPlace | undefined;
  let watch: LockWatch | undefined;
  let target: Promise<Target> | undefined;
  let seen: Overlay | undefined;
  const tablesSeen = new Map<string, TableState | null>();

  /** Undefined while the table does not exist; looked for again each time until then. */
  const findPlace = async (): Promise<HistoryPlace | undefined> => {
    if (place) return place;
    const description = await describeTable(session, historyTable);
    place = description ? placeIn(description, table) : undefined;
    return place;
  };
  const findTargetOnce = (): Promise<Target> => {
    target ??= findTarget(session, table).catch((thrown) => {
      target = undefined;
      throw thrown;
    });
    return target;
  };
  /** Only who says that Godwit makes the tables may begin without one: else its name is wrong, or the account. */
  const findTargetOrNone = async (): Promise<Target> => {
    if (options.managedBy !== "godwit" || (await describeTable(session, table))) return findTargetOnce();
    const home =
      (await describeTable(session, historyTable)) ??
      (options.readOnly ? null : await createHistoryTable(session, historyTable));
    return missingTarget(session, table, home && accountOf(home));
  };
  const makePlace = async ({ account }: Target): Promise<HistoryPlace> => {
    const here = { environment, account };
    place = (await findPlace()) ?? placeIn(await createHistoryTable(session, historyTable), table);
    if ((await settleLayout(session, place, here)) > 0) return place;
    await createHistory({ session, place, run }, here);
    if ((await settleLayout(session, place, here)) > 0) return place;
    throw new GodwitError(
      "HISTORY_TAMPERED",
      `the history of ${table} in ${place.table} has lost its META item`,
    );
  };
  const watchAt = (at: HistoryPlace): LockWatch => {
    watch ??= watchLock({ session, place: at, run, clock: options.clock, report: options.report });
    return watch;
  };

  return {
    async identify() {
      return { engine: "dynamodb", name: table, host: session.host, version: API_VERSION };
    },
    async history() {
      const at = await findPlace();
      const layout = at ? await readLayout(session, at, { environment }) : 0;
      if (!at || layout === 0) return EMPTY;
      const items = await readHistoryItems(session, at);
      const lock = items.find((item) => sortKeyOf(at, item) === LOCK);
      const records = items.filter((item) => sortKeyOf(at, item).startsWith(recordSortKey("")));
      return { layout, records: records.map(recordFrom), lease: lock ? leaseState(lockFrom(lock)) : null };
    },
    async log(limit, version) {
      const at = await findPlace();
      return at ? readLog(session, at, { limit, version }) : [];
    },
    async verifyLog() {
      const at = await findPlace();
      return at ? verifyLog(session, at) : { lines: 0, head: null, brokenAt: null };
    },
    async tryLock(lockOptions: LockOptions): Promise<LockAttempt> {
      const found = await findTargetOrNone();
      refuseOtherAccount(found, options);
      const at = await makePlace(found);
      const attempt = await watchAt(at).take(lockOptions);
      return "taken" in attempt ? { held: await hold(at, attempt.taken) } : attempt;
    },
    async unlock(request) {
      const at = await findPlace();
      return at ? watchAt(at).end(request) : null;
    },
    async preview(order) {
      const op = order.step.op as ModuleRun;
      const found = await findTargetOrNone();
      // What is yet to be made holds nothing.
      seen ??= overlay(found.learn ? emptyTable(found) : session, found);
      if (!op.run) throw new GodwitError("BUG", "what images give back cannot be seen before");
      const { managedBy } = options;
      return previewModule(
        {
          ...{ options, target: found, overlay: seen, script: op.run },
          tables: (tell, check) =>
            previewDoor({ session, target: found, managedBy, check, tell, seen: tablesSeen }),
        },
        order,
      );
    },
    async proveItems(order) {
      return proveItems({ target: await findTargetOnce(), stamps: options.stamps }, order);
    },
    async isEmpty() {
      // A table that a migration is yet to make gets that migration, not the items of init.
      if (options.managedBy === "godwit" && !(await describeTable(session, table))) return false;
      return isEmptyTable(session, await findTargetOnce());
    },
    async itemDrift(init, signal) {
      const found = await findTargetOnce();
      const wanted = await wantedItems({ target: found, stamps: options.stamps }, init, signal);
      const live = new Map<string, AttributeMap>();
      for (const [key, item] of wanted) {
        const Key = keyOfItem(found, item);
        const input = { TableName: table, Key, ConsistentRead: true } as const;
        const { Item } = await session.run({ command: "GetItem", input });
        if (Item) live.set(key, Item);
      }
      return asDifferences(found, differences(wanted, live, options.stamps));
    },
    async assist(order) {
      const home = await findPlace();
      const op = order.step.op as ModuleRun;
      if (!home || !op.run) return 0;
      const assisting = { options, home, target: await findTargetOnce(), checksum: op.checksum };
      return assistRun({ ...assisting, script: op.run }, order);
    },
    examine: () => examine(options),
    async grants() {
      const { managedBy } = options;
      return leastRights({ session, target: await findTargetOnce(), historyTable, managedBy });
    },
    close: () => session.close(),
  };

  async function hold(
    at: HistoryPlace,
    { lock, since, from }: Taken,
  ): Promise<ReturnType<typeof dynamoHeld>> {
    const { clock, stamps, report } = options;
    const lease = keepLease({ session, place: at, lock, since, clock });
    const access = { session, place: at, run };
    if (from) {
      const why = "it did not move for longer than its lease";
      const entry = {
        event: "taken-over",
        version: null,
        name: null,
        reason: why,
        details: { ...from },
      } as const;
      try {
        await appendLog(access, { entries: [entry], others: [lease.guard], onRefused: lease.refused });
      } catch (thrown) {
        // Nobody will get to release what we could not hand out.
        await lease.release();
        throw thrown;
      }
      report({ type: "lock-taken-over", holder: `${from.who} on ${from.host} (pid ${from.pid})`, why });
    }
    return dynamoHeld({
      ...access,
      lease,
      stamps,
      clock,
      maxWcu: options.maxWcu,
      managedBy: options.managedBy,
      async secure(check) {
        const { protection, account } = options;
        if (!protection) return null;
        const found = await secure({ session, table, account, runId: run.runId, protection, check });
        if (found) report({ type: "note", message: found.how });
        return found;
      },
      target: findTargetOrNone,
    });
  }
}

/** DynamoDB has no other version to tell. */
const API_VERSION = "2012-08-10";

function refuseOtherAccount(target: Target, { account, table }: DatabaseOptions): void {
  if (account === undefined || target.account === account) return;
  throw new GodwitError(
    "CONFIG_INVALID",
    `table ${table} is in AWS account ${target.account}, not in ${account}`,
    {
      hint: "check `profile` and `account` of the environment with `godwit config`",
    },
  );
}
