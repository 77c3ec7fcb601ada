// The fresh install: one script that stands for many migrations, and a record for each of them, in one transaction.
import type { RecordChange } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Baseline, Header, Migration, Tombstone } from "../core/migration.ts";
import { doneRecord, freshRecord } from "../core/progress.ts";
import { compareVersions, versionKey } from "../core/version.ts";
import { type Bench, keptRollback } from "./apply-one.ts";
import { applyTogether, insistOnAtomic } from "./apply-together.ts";
import { type Install, isFresh, wantsAll } from "./install.ts";
import { type Prepared, prepare } from "./prepare.ts";
import type { Project } from "./project.ts";
import type { RanMigration } from "./run-report.ts";
import type { Due, UpChoice } from "./select.ts";
import type { Survey } from "./survey.ts";

/** The baseline, read. */
interface BaselineInstall {
  readonly baseline: Baseline;
  readonly prepared: Prepared;
  readonly due: Due;
  /** By the key of their version: the covered files that are still there. */
  readonly files: ReadonlyMap<string, Migration>;
}

/** A database without a history gets the baseline, where there is one that fits the files and the wish. */
export async function baselineInstallOf(
  project: Project,
  found: Survey,
  choice: UpChoice,
): Promise<Install | undefined> {
  const { baselines, migrations, initFor } = found;
  const baseline = baselines.at(-1);
  if (!baseline || !isFresh(found, (version) => initFor?.has(versionKey(version)) !== true)) return undefined;
  const { to } = choice;
  if (!wantsAll(choice)) return undefined;
  if (to !== undefined && compareVersions(to.replace(/\D.*$/, ""), baseline.version) < 0) return undefined;
  const files = new Map(migrations.map((migration) => [versionKey(migration.version), migration]));
  await project.engine.prepare();
  const changed = baseline.covers.filter((one) =>
    isChanged(project, one, files.get(versionKey(one.version))),
  );
  if (changed.length > 0) return unfit(project, baseline, { changed, files });
  const migration = asMigration(baseline);
  const prepared = await prepare(project, migration);
  insistOnAtomic(migration, prepared.program);
  const { version, name } = migration;
  const due: Due = { version, name, standing: "pending", migration };
  const install = { baseline, prepared, files, due };
  return { due, prepared, covers: baseline.covers, apply: (bench) => applyBaseline(bench, install) };
}

const NO_HEADER: Header = { depends: [], requires: [], kind: "schema", environments: [] };

/** The script as something that runs. */
export function asMigration({ version, name, script }: Baseline): Migration {
  return { version, name, repeatable: false, header: NO_HEADER, up: script };
}

export function isChanged(
  project: Pick<Project, "engine" | "settings">,
  { checksum, fingerprint }: Tombstone,
  file: Migration | undefined,
): boolean {
  if (!file || file.up.checksum === checksum) return false;
  return project.engine.fingerprint(file.up, project.settings.placeholders) !== fingerprint;
}

function unfit(
  project: Project,
  { script, covers }: Baseline,
  { changed, files }: { readonly changed: readonly Tombstone[] } & Pick<BaselineInstall, "files">,
): undefined {
  const message = `${script.file} covers ${changed[0]?.name} as it was, and its file has changed since`;
  const hint = "run `godwit squash` again, and delete the old baseline";
  if (covers.some(({ version }) => !files.has(versionKey(version)))) {
    throw new GodwitError("CHANGED", message, { hint, at: { file: script.file } });
  }
  project.report({ type: "note", message: `${message}: the files are run instead`, hint });
  return undefined;
}

async function applyBaseline(bench: Bench, install: BaselineInstall): Promise<RanMigration> {
  const { due, prepared } = install;
  const [ran] = await applyTogether(bench, [{ due, prepared }], {
    starting: () => undefined,
    records: ([own]) => install.baseline.covers.map((one) => recordOf(bench.project, one, { own, install })),
  });
  return ran as RanMigration;
}

interface Own {
  readonly own: RecordChange | undefined;
  readonly install: BaselineInstall;
}

function recordOf(project: Project, one: Tombstone, { own, install }: Own): RecordChange {
  const { version, name, checksum, fingerprint } = one;
  const file = install.files.get(versionKey(version));
  const { rollback, details } = keptRollback(project, file?.down);
  const subject = file ?? { version, name, repeatable: false, header: NO_HEADER };
  const base = freshRecord({ migration: subject, checksum, fingerprint, rollback }, project.run);
  const last = one === install.baseline.covers.at(-1);
  const executionTimeMs = last ? (own?.log.executionTimeMs ?? 0) : 0;
  return {
    put: doneRecord(base, [], executionTimeMs),
    log: {
      event: "applied",
      version,
      name,
      checksum,
      executionTimeMs,
      details: { ...details, baseline: install.baseline.script.file },
    },
  };
}
