// Which files may go: a baseline covers them, and every environment has them.
import type { DatabaseIdentity } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Baseline, Collection, Migration } from "../core/migration.ts";
import { inOrder } from "../core/order.ts";
import type { Standing } from "../core/standing.ts";
import { compareVersions, versionKey } from "../core/version.ts";
import type { Project } from "./project.ts";
import { survey } from "./survey.ts";

export interface Retiring {
  readonly files: readonly Migration[];
  readonly baseline: Baseline;
}

/** Throws VERSION_UNKNOWN, and USAGE where no baseline ends with this version or older files would stay. */
export function retiring(
  { migrations, baselines = [] }: Collection,
  { version: wanted, to }: { readonly version: string /** All before it, too. */; readonly to: boolean },
): Retiring {
  const all = inOrder(migrations).filter(({ repeatable }) => !repeatable);
  const last = all.find(({ version, name }) => versionKey(version) === versionKey(wanted) || name === wanted);
  if (!last) throw new GodwitError("VERSION_UNKNOWN", `there is no migration ${wanted}`);
  const { version } = last;
  const baseline = baselines.find((one) => versionKey(one.version) === versionKey(version));
  if (!baseline) {
    throw new GodwitError("USAGE", `no baseline ends with ${last.name}: a new database would lack it`, {
      hint: `write one with \`godwit squash --to ${version}\``,
    });
  }
  const files = all.filter((one) => compareVersions(one.version, version) <= 0);
  const [oldest] = files;
  if (!to && oldest && files.length > 1) {
    throw new GodwitError("USAGE", `${oldest.name} is older, and its file is still here`, {
      hint: `retire both, and all between: \`godwit retire ${version} --to\``,
    });
  }
  for (const { name, up } of files) {
    const covered = baseline.covers.find((one) => one.name === name);
    if (covered?.checksum === up.checksum) continue;
    throw new GodwitError("CHANGED", `${baseline.script.file} does not cover ${name} as its file is now`, {
      at: { file: up.file },
      hint: `delete the baseline and write it again: \`godwit squash --to ${version}\``,
    });
  }
  return { files, baseline };
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
    const { standings } = await survey(project, database);
    const done = new Set(standings.filter(isDone).map(({ version }) => versionKey(version)));
    const missing = files.filter(({ version }) => !done.has(versionKey(version))).map(({ name }) => name);
    return { database: await database.identify(), missing };
  } finally {
    await database.close();
  }
}

function isDone({ standing }: Standing): boolean {
  return standing === "applied" || standing === "skipped" || standing === "held";
}

/** As far as one database is concerned: files up to the newest baseline that has them all. */
export function retirable(standings: readonly Standing[], baselines: readonly Baseline[]): readonly string[] {
  for (const { version } of baselines.toReversed()) {
    const covered = standings.filter(
      (one) => one.migration && !one.migration.repeatable && compareVersions(one.version, version) <= 0,
    );
    if (covered.length > 0 && covered.every(isDone)) return covered.map((one) => one.version);
  }
  return [];
}
