// Before a protected table is written: what it could be brought back to, by continuous backups or by one made now.
import { GodwitError } from "../core/errors.ts";
import type { DynamoSession } from "./call.ts";
import { isEmptyTable } from "./empty-table.ts";
import { failureOf } from "./failure.ts";
import { describeTable } from "./history-table.ts";
import { findTarget } from "./target.ts";

export interface Protection {
  /** Why nothing is needed, where a person said so. */
  readonly waived?: string;
}

export interface Secured {
  /** In one sentence, for people. */
  readonly how: string;
  /** For the log: the time to restore to, or the backup. */
  readonly details: Readonly<Record<string, string>>;
}

export interface Securing {
  readonly session: DynamoSession;
  readonly table: string;
  /** The AWS account that was configured: without one it may be an emulator. */
  readonly account: string | undefined;
  readonly runId: string;
  readonly protection: Protection;
  /** Throws when the run must stop. */
  readonly check: () => void;
}

const WAIT_MS = 600_000;
const LOOK_MS = 500;

/** Null where there is nothing to lose. Throws NO_BACKUP. */
export async function secure(securing: Securing): Promise<Secured | null> {
  const { session, table, protection } = securing;
  const { waived } = protection;
  if (waived !== undefined)
    return { how: `nothing is kept to restore ${table}: ${waived}`, details: { waived } };
  if (!(await describeTable(session, table))) return null;
  if (await isEmptyTable(session, await findTarget(session, table))) return null;
  try {
    return (await continuous(securing)) ?? (await backup(securing));
  } catch (thrown) {
    const name = failureOf(thrown)?.name;
    if (name === undefined) throw thrown;
    if (name === "UnknownOperationException" && securing.account === undefined) {
      const details = { none: "it has no backups" };
      return { how: `${session.host} has no backups: nothing is kept to restore ${table}`, details };
    }
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new GodwitError("NO_BACKUP", `${table} is protected, and cannot be brought back: ${why}`, {
      cause: thrown,
    });
  }
}

async function continuous({ session, table }: Securing): Promise<Secured | undefined> {
  const { ContinuousBackupsDescription: found } = await session.run({
    command: "DescribeContinuousBackups",
    input: { TableName: table },
  });
  const recovery = found?.PointInTimeRecoveryDescription;
  if (recovery?.PointInTimeRecoveryStatus !== "ENABLED") return undefined;
  const restoreTo = new Date().toISOString();
  const details = {
    restoreTo,
    ...(recovery.LatestRestorableDateTime && { latest: recovery.LatestRestorableDateTime.toISOString() }),
  };
  return { how: `${table} can be restored to ${restoreTo}, in about five minutes from now`, details };
}

async function backup({ session, table, runId, check }: Securing): Promise<Secured> {
  const { BackupDetails: made } = await session.run({
    command: "CreateBackup",
    input: { TableName: table, BackupName: `godwit-${runId}` },
  });
  const id = made?.BackupArn ?? "";
  const end = performance.now() + WAIT_MS;
  for (let status = made?.BackupStatus; status !== "AVAILABLE"; ) {
    check();
    if (status !== "CREATING" || performance.now() > end) {
      throw new GodwitError("NO_BACKUP", `the backup ${id} of ${table} is ${status ?? "gone"}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const { BackupDescription } = await session.run({ command: "DescribeBackup", input: { BackupArn: id } });
    status = BackupDescription?.BackupDetails?.BackupStatus;
  }
  return { how: `the backup of ${table} is ${id}`, details: { backup: id } };
}
