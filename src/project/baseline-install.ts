// The newest baseline as a fresh install: what must be the same as the files that it covers, or why that cannot be asked.
import { isChanged } from "../actions/apply-baseline.ts";
import type { DiffProject } from "../actions/diff-project.ts";
import type { FreshInstall } from "../actions/parity.ts";
import { type Proof, skipped } from "../actions/proof.ts";
import type { Baseline, Migration } from "../core/migration.ts";
import { compareVersions, versionKey } from "../core/version.ts";
import { openProject, type ProjectOptions } from "../project.ts";
import { baselineSource, someMigrations } from "./migrated-shadow.ts";
import { textOf } from "./rehearsals.ts";

/** Null where there is no baseline. */
export async function baselineInstall(
  options: ProjectOptions,
  project: DiffProject,
): Promise<FreshInstall | Proof | null> {
  const { source, engine, settings } = openProject({ ...options, report: () => undefined });
  const { migrations, baselines = [], floor } = await source.collect();
  const baseline = baselines.at(-1);
  if (!baseline) return null;
  const { file } = baseline.script;
  if (floor === baseline)
    return skipped(`${file}: the files that it covers are retired, so there is nothing to compare it with`);
  await engine.prepare();
  const files = new Map(migrations.map((migration) => [versionKey(migration.version), migration]));
  const changed = baseline.covers.find((one) =>
    isChanged({ engine, settings }, one, files.get(versionKey(one.version))),
  );
  if (changed)
    return skipped(
      `${file} is not used any more: ${changed.name} has changed since; run \`godwit squash\` again`,
    );
  const covered = migrations.filter((migration) => isCovered(baseline, migration));
  return {
    notes: await rolesBeside(baseline, covered, { options, project }),
    fresh: baselineSource(options, project, baseline),
    migrated: someMigrations(options, project, (migration) => isCovered(baseline, migration)),
    seeds: [],
    counters: true,
  };
}

interface Beside {
  readonly options: ProjectOptions;
  readonly project: DiffProject;
}

/** Roles belong to the server: a baseline has those that the migrations make, and an older one has none. */
async function rolesBeside(
  { script }: Baseline,
  covered: readonly Migration[],
  { options, project: { shadows } }: Beside,
): Promise<readonly string[]> {
  const { roles, makes: made } = await shadows.examine([textOf(script, options)]);
  const texts = covered.flatMap(({ up }) => (up.language === "sql" ? [textOf(up, options)] : []));
  const { makes } = await shadows.examine(texts);
  const lost = [...new Set(makes)].filter((role) => !roles.includes(role) && !made.includes(role)).sort();
  return [
    ...roles.map((role) => `the role ${role} must be there before it runs`),
    ...lost.map((role) => `the role ${role}, which the migrations make, is not in it`),
  ];
}

/** An older baseline, which stands for retired files, has the version of the newest of them. */
function isCovered({ version }: Baseline, migration: Migration): boolean {
  return !migration.repeatable && compareVersions(migration.version, version) <= 0;
}
