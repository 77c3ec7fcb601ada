// The newest baseline as a fresh install: what must be the same as the files that it covers, or why that cannot be asked.
import { isChanged } from "../actions/apply-baseline.ts";
import type { DiffProject } from "../actions/diff-project.ts";
import type { FreshInstall } from "../actions/parity.ts";
import { type Proof, skipped } from "../actions/proof.ts";
import type { Baseline, Migration } from "../core/migration.ts";
import { compareVersions, versionKey } from "../core/version.ts";
import { openProject, type ProjectOptions } from "../project.ts";
import { baselineSource, someMigrations } from "./migrated-shadow.ts";

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
  return {
    fresh: baselineSource(options, project, baseline),
    migrated: someMigrations(options, project, (migration) => isCovered(baseline, migration)),
    seeds: [],
    counters: true,
  };
}

/** An older baseline, which stands for retired files, has the version of the newest of them. */
function isCovered({ version }: Baseline, migration: Migration): boolean {
  return !migration.repeatable && compareVersions(migration.version, version) <= 0;
}
