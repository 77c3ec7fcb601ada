// The fresh install of an engine of items: a module that gives them, and a record for each migration that it stands for.
import type { Database, RecordChange } from "../core/engine.ts";
import { asGodwitError, GodwitError } from "../core/errors.ts";
import type { Header, Migration, Script, Tombstone } from "../core/migration.ts";
import { doneRecord, freshRecord } from "../core/progress.ts";
import { compareVersions, versionKey } from "../core/version.ts";
import type { Bench } from "./apply-one.ts";
import { type Install, isFresh, wantsAll } from "./install.ts";
import { onlyStep } from "./only-step.ts";
import { type Prepared, prepare } from "./prepare.ts";
import type { Project } from "./project.ts";
import type { RanMigration } from "./run-report.ts";
import type { Due, UpChoice } from "./select.ts";
import type { Survey } from "./survey.ts";

/** Its lines in the log have this name, and no version. */
const INIT = "init";
/** The init's own lines are among the last of a log that has no migration yet. */
const LINES = 100;

/** A table without a history and without items gets the init's, where there is one. */
export async function initInstallOf(
  { project, database }: Pick<Bench, "project" | "database">,
  found: Survey,
  choice: UpChoice,
): Promise<Install | undefined> {
  const { init, initFor, migrations } = found;
  const isMine = (version: string): boolean => initFor?.has(versionKey(version)) ?? true;
  if (!init || !wantsAll(choice) || !isFresh(found, isMine)) return undefined;
  const covered = migrations.filter(
    ({ version, repeatable, header }) => !repeatable && isMine(version) && isMeant(project, header),
  );
  const newest = covered.at(-1)?.version;
  const to = choice.to?.replace(/\D.*$/, "");
  if (to !== undefined && newest !== undefined && compareVersions(to, newest) < 0) return undefined;
  if (!(await isWanted(database))) return undefined;
  const migration = { version: newest ?? "0", name: INIT, repeatable: false, header: NO_HEADER, up: init };
  const prepared = await prepare(project, migration);
  const covers = [
    ...(found.retired ?? []).filter(({ version }) => isMine(version)),
    ...covered.map((one) => tombstoneOf(project, one)),
  ];
  const { version, name } = migration;
  const due: Due = { version, name, standing: "pending", migration };
  const headers = new Map(covered.map((one) => [versionKey(one.version), one.header]));
  return {
    due,
    prepared,
    covers,
    apply: (bench) => applyInit(bench, { script: init, prepared, covers, headers }),
  };
}

const NO_HEADER: Header = { depends: [], requires: [], kind: "data", environments: [] };

function isMeant({ settings }: Project, { environments }: Header): boolean {
  if (environments.length === 0) return true;
  return settings.environment !== undefined && environments.includes(settings.environment);
}

/** Where an earlier run was killed amidst the init's items, the table is not empty and yet not installed. */
async function isWanted(database: Database): Promise<boolean> {
  if (!database.isEmpty) return false;
  if (await database.isEmpty()) return true;
  const last = (await database.log(LINES)).find(({ name, version }) => name === INIT && version === null);
  return last !== undefined && last.event !== "applied";
}

export function tombstoneOf(project: Project, { version, name, up }: Migration): Tombstone {
  const { placeholders } = project.settings;
  return { version, name, checksum: up.checksum, fingerprint: project.engine.fingerprint(up, placeholders) };
}

interface InitInstall {
  readonly script: Script;
  readonly prepared: Prepared;
  readonly covers: readonly Tombstone[];
  /** By the key of their version. */
  readonly headers: ReadonlyMap<string, Header>;
}

/** Its puts keep what is there, so that it can run again from its start, as a migration can. */
async function applyInit(
  { project, held }: Bench,
  { script, prepared: { program }, covers, headers }: InitInstall,
): Promise<RanMigration> {
  const step = onlyStep(program, script.file);
  const { report, settings, signal } = project;
  const start = performance.now();
  const migration = { version: INIT, name: INIT };
  const told = { ...migration, direction: "up" as const };
  report({ type: "migration-started", ...told, steps: 1, from: 0, parts: 1 });
  await held.admit(program);
  const work = held.work({
    ...{ migration, steps: 1, replay: [], report, signal, onBlocked: () => undefined },
    lockTimeoutMs: settings.lockTimeoutMs,
    statementTimeoutMs: settings.statementTimeoutMs,
    lockBudgetMs: settings.lockBudgetMs,
  });
  const line = { version: null, name: INIT, checksum: script.checksum };
  const details = { init: script.file, covers: covers.length };
  await work.announce(step, { log: { event: "announced", ...line, details } });
  try {
    await work.alone(step, 0);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    report({ type: "migration-failed", ...told, step: 0, steps: 1, message });
    if (held.lost.aborted) throw asGodwitError(held.lost.reason);
    await held.record([{ log: { event: "failed", ...line, reason: message, details } }]);
    if (thrown instanceof GodwitError) throw thrown;
    throw new GodwitError("MIGRATION_FAILED", `${script.file} failed: ${message}`, {
      cause: thrown,
      at: { file: script.file },
    });
  }
  const executionTimeMs = Math.round(performance.now() - start);
  const changes = covers.map((one) =>
    recordOf(project, one, { script, header: headers.get(versionKey(one.version)) }),
  );
  if (changes.length > 0) await held.record(changes);
  // Last: until then another run begins with the init again. `remove` takes away what was kept to undo it.
  await work.record({ remove: INIT, log: { event: "applied", ...line, executionTimeMs, details } });
  report({ type: "migration-finished", ...told, executionTimeMs, steps: 1, retries: 0 });
  return { version: covers.at(-1)?.version ?? "0", name: INIT, executionTimeMs, steps: 1, retries: 0 };
}

function recordOf(
  { run }: Project,
  { version, name, checksum, fingerprint }: Tombstone,
  { script, header = NO_HEADER }: { readonly script: Script; readonly header: Header | undefined },
): RecordChange {
  const subject = { version, name, repeatable: false, header };
  const base = freshRecord({ migration: subject, checksum, fingerprint, rollback: null }, run);
  return {
    put: doneRecord(base, [], 0),
    log: { event: "applied", version, name, checksum, executionTimeMs: 0, details: { init: script.file } },
  };
}
