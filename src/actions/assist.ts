// Helps a run of another process: takes a share of the step that it is at, where the engine can share one.
import type { Database } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { HistoryRecord } from "../core/history.ts";
import { isReverting } from "../core/progress.ts";
import { versionKey } from "../core/version.ts";
import { readScript } from "./prepare.ts";
import type { Project } from "./project.ts";
import { pause } from "./with-lock.ts";

export interface Helped {
  readonly version: string;
  readonly name: string;
  /** Rows or items that went through this process. */
  readonly items: number;
}

const LOOK_MS = 500;

/** Waits for a run that can be helped as long as for a lock, helps it, and ends with it. */
export async function assist(project: Project): Promise<readonly Helped[]> {
  const { settings, signal } = project;
  const database = await project.engine.open(project);
  try {
    const helped: Helped[] = [];
    const start = performance.now();
    while (!signal.aborted) {
      const record = await runningIn(database);
      const items = record ? await helpWith(project, database, record) : 0;
      if (record && items > 0) helped.push({ version: record.version, name: record.name, items });
      if (!record && helped.length > 0) break;
      if (!record && performance.now() - start >= settings.waitMs) break;
      if (items === 0) await pause(LOOK_MS, signal);
    }
    return helped;
  } finally {
    await database.close();
  }
}

async function runningIn(database: Database): Promise<HistoryRecord | undefined> {
  const { records, lease } = await database.history();
  if (!lease?.held) return undefined;
  return records.find((one) => !one.success && one.stepStarted !== null && !isReverting(one));
}

async function helpWith(project: Project, database: Database, record: HistoryRecord): Promise<number> {
  const { source, settings, report, signal, engine } = project;
  if (!database.assist) {
    throw new GodwitError("NOT_SUPPORTED", `a run on ${engine.name} cannot be shared among processes`);
  }
  const { migrations } = await source.collect();
  const migration = migrations.find(({ version }) => versionKey(version) === versionKey(record.version));
  if (migration?.up.checksum !== record.checksum || !migration) {
    throw new GodwitError("FILES_CHANGED", `${record.name} runs elsewhere, and its file here is another`, {
      hint: "check out the release that is being applied, then run `godwit worker` again",
    });
  }
  const { header, version, name } = migration;
  const program = await readScript(project, migration.up, { header, direction: "up" });
  const step = program.steps[record.stepsDone];
  if (!step) return 0;
  const { leaseMs } = settings;
  return database.assist({ step, migration: { version, name }, report, signal, leaseMs });
}
