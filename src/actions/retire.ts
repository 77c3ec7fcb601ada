// Which files may go: a baseline covers them, or an init gives their items, and every environment has them.
import type { DatabaseIdentity } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Collection, Migration, Tombstone } from "../core/migration.ts";
import { inOrder } from "../core/order.ts";
import type { Standing } from "../core/standing.ts";
import { compareVersions, versionKey } from "../core/version.ts";
import { tombstoneOf } from "./apply-init.ts";
import type { Project } from "./project.ts";
import { type Survey, survey } from "./survey.ts";

export interface Retiring {
  readonly files: readonly Migration[];
  /** What is remembered of each. */
  readonly lines: readonly Tombstone[];
  /** Of the list of those that are gone. */
  readonly folder: string;
}

/** Throws VERSION_UNKNOWN, and USAGE where nothing stands for these files or older ones would stay. */
export function retiring(
  project: Project,
  { migrations, baselines = [], init, initFor }: Collection,
  { version: wanted, to }: { readonly version: string /** All before it, too. */; readonly to: boolean },
): Retiring {
  const all = inOrder(migrations).filter(({ repeatable }) => !repeatable);
  const last = all.find(({ version, name }) => versionKey(version) === versionKey(wanted) || name === wanted);
  if (!last) throw new GodwitError("VERSION_UNKNOWN", `there is no migration ${wanted}`);
  const { version } = last;
  const baseline = baselines.find((one) => versionKey(one.version) === versionKey(version));
  const stands = init && (initFor?.has(versionKey(version)) ?? true);
  if (!baseline && !stands) {
    throw new GodwitError("USAGE", `no baseline ends with ${last.name}: a new database would lack it`, {
      hint: `write one with \`godwit squash --to ${version}\``,
    });
  }
  const files = all.filter((one) => one.target === last.target && compareVersions(one.version, version) <= 0);
  const [oldest] = files;
  if (!to && oldest && files.length > 1) {
    throw new GodwitError("USAGE", `${oldest.name} is older, and its file is still here`, {
      hint: `retire both, and all between: \`godwit retire ${version} --to\``,
    });
  }
  if (!baseline) {
    const lines = files.map((one) => tombstoneOf(project, one));
    return { files, lines, folder: folderOf(last.up.file) };
  }
  for (const { name, up } of files) {
    const covered = baseline.covers.find((one) => one.name === name);
    if (covered?.checksum === up.checksum) continue;
    throw new GodwitError("CHANGED", `${baseline.script.file} does not cover ${name} as its file is now`, {
      at: { file: up.file },
      hint: `delete the baseline and write it again: \`godwit squash --to ${version}\``,
    });
  }
  const names = new Set(files.map(({ name }) => name));
  const lines = baseline.covers.filter(({ name }) => names.has(name));
  return { files, lines, folder: folderOf(folderOf(baseline.script.file)) };
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf("/")));
}

export interface Missing {
  readonly database: DatabaseIdentity;
  /** Names of those that this database has not had. */
  readonly missing: readonly string[];
}

/** Throws where the database cannot be reached. */
export async function missingIn(project: Project, files: readonly Migration[]): Promise<Missing> {
  const database = await project.engine.open(project);
  try {
    const { standings, migrations } = await survey(project, database);
    const done = new Set(standings.filter(isDone).map(({ version }) => versionKey(version)));
    // An environment with a folder of its own has nothing to do with the files of another.
    const own = new Set(migrations.map(({ up }) => up.file));
    const missing = files
      .filter(({ version, up }) => own.has(up.file) && !done.has(versionKey(version)))
      .map(({ name }) => name);
    return { database: await database.identify(), missing };
  } finally {
    await database.close();
  }
}

function isDone({ standing }: Standing): boolean {
  return standing === "applied" || standing === "skipped" || standing === "held";
}

/** As far as one database is concerned: files up to the newest baseline that has them all, or up to the first that is open. */
export function retirable({
  standings,
  baselines,
  init,
  initFor,
}: Pick<Survey, "standings" | "baselines" | "init" | "initFor">): readonly string[] {
  // Of a timeline either could go; it would take two lines to say so.
  if (init && !initFor) {
    const here = standings.filter(({ migration }) => migration);
    const open = here.findIndex((one) => !isDone(one));
    return (open < 0 ? here : here.slice(0, open)).map(({ version }) => version);
  }
  for (const { version } of baselines.toReversed()) {
    const covered = standings.filter(
      (one) => one.migration && !one.migration.repeatable && compareVersions(one.version, version) <= 0,
    );
    if (covered.length > 0 && covered.every(isDone)) return covered.map((one) => one.version);
  }
  return [];
}
