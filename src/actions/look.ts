// Questions to the database that need no files: its log, its health, its grants, its lock.
import type { Examination, LockHolder } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { ChainState, LogLine } from "../core/history.ts";
import { versionKey } from "../core/version.ts";
import type { Project } from "./project.ts";

export interface HistoryReport {
  readonly events: readonly LogLine[];
  /** Only where it was asked for. */
  readonly chain: ChainState | null;
}

/** The newest events of the log; with `verify` the chain is followed and HISTORY_TAMPERED thrown where it breaks. */
export async function history(
  project: Project,
  options: { readonly limit: number; readonly verify: boolean; readonly version?: string },
): Promise<HistoryReport> {
  const database = await project.engine.open(project);
  try {
    const chain = options.verify ? await database.verifyLog() : null;
    if (chain !== null && chain.brokenAt !== null) {
      throw new GodwitError(
        "HISTORY_TAMPERED",
        `line ${chain.brokenAt} of the log was altered, or a line before it was removed`,
        { hint: "look at it with `godwit history --limit 1000`, and compare the log with a backup" },
      );
    }
    const version = options.version && (await spelling(project, options.version));
    return { events: await database.log(options.limit, version), chain };
  } finally {
    await database.close();
  }
}

/** `1` and `001_users` mean the version that the files write as `001`. */
async function spelling({ source }: Project, wanted: string): Promise<string> {
  const { migrations } = await source.collect();
  const key = versionKey(wanted);
  return (
    migrations.find(({ version, name }) => versionKey(version) === key || name === wanted)?.version ?? wanted
  );
}

export async function doctor(project: Project): Promise<readonly Examination[]> {
  const database = await project.engine.open(project);
  try {
    return await database.examine();
  } finally {
    await database.close();
  }
}

export async function grants(project: Project): Promise<string> {
  const database = await project.engine.open(project);
  try {
    return await database.grants();
  } finally {
    await database.close();
  }
}

/** Null when nobody holds the lock. */
export async function unlock(
  project: Project,
  options: { readonly force: boolean; readonly reason: string },
): Promise<LockHolder | null> {
  const database = await project.engine.open(project);
  try {
    return await database.unlock(options);
  } finally {
    await database.close();
  }
}
