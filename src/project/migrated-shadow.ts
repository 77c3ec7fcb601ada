// The schema that migrations give: a shadow on which they have run, by the engine that runs them everywhere.
import { asMigration } from "../actions/apply-baseline.ts";
import type { DiffProject } from "../actions/diff-project.ts";
import type { Project } from "../actions/project.ts";
import { migrationsSource } from "../actions/schema-sources.ts";
import { survey } from "../actions/survey.ts";
import { up } from "../actions/up.ts";
import { GodwitError } from "../core/errors.ts";
import type { Baseline, Collection, Migration } from "../core/migration.ts";
import type { LoadReport, SchemaSource, SchemaText, Shadow, Skipped } from "../core/schema-database.ts";
import type { Standing } from "../core/standing.ts";
import { pathsMade } from "../postgres/paths-made.ts";
import { openProject, type ProjectOptions } from "../project.ts";
import { projectOn, roleText, textOf } from "./rehearsals.ts";

/** All migrations of the project. */
export function migrations(options: ProjectOptions, project: DiffProject): SchemaSource {
  const { source } = openProject(silent(options));
  return migratedSource(options, project, {
    title: "migrations",
    async collect() {
      const { migrations: files, notes, floor } = await source.collect();
      return { migrations: [...laid(floor), ...files], notes, told: [] };
    },
  });
}

/** What a baseline gives by itself, on a new database. */
export function baselineSource(
  options: ProjectOptions,
  project: DiffProject,
  baseline: Baseline,
): SchemaSource {
  const collection = { migrations: [asMigration(baseline)], notes: [], told: [] };
  return migratedSource(options, project, { title: baseline.script.file, collect: async () => collection });
}

/** Some of them; none where the folder is still to be made. */
export function someMigrations(
  options: ProjectOptions,
  project: DiffProject,
  wanted: (migration: Migration) => boolean,
): SchemaSource {
  const { source } = openProject(silent(options));
  return migratedSource(options, project, {
    title: "migrations",
    async collect() {
      const {
        migrations: files,
        notes,
        floor,
      }: Collection = await source.collect().catch((error) => {
        const absent = error instanceof GodwitError && error.code === "NO_MIGRATIONS_FOLDER";
        if (!absent || options.settings.migrations.length > 1) throw error;
        return { migrations: [], notes: [] };
      });
      const found = [...laid(floor), ...files];
      return { migrations: found.filter(wanted), notes, told: [] };
    },
  });
}

/** Those that the database's history has, as their files are now; what cannot be repeated is told. */
export function expectedSource(options: ProjectOptions, project: DiffProject, run: Project): SchemaSource {
  return migratedSource(options, project, {
    title: "its history",
    async collect() {
      const database = await run.engine.open(run);
      try {
        const collection = await run.source.collect();
        const { standings } = await survey(run, database, collection);
        const floor = standings.some(({ standing }) => standing === "retired") ? collection.floor : undefined;
        const applied = standings.filter(({ standing, record }) => record?.success && REPEATED.has(standing));
        return {
          migrations: [...laid(floor), ...applied.flatMap(({ migration }) => (migration ? [migration] : []))],
          notes: [],
          told: standings.flatMap(toldOf),
        };
      } finally {
        await database.close();
      }
    },
  });
}

/** What is left of retired files. */
function laid(floor: Baseline | undefined): readonly Migration[] {
  return floor ? [asMigration(floor)] : [];
}

/** A repeatable that is due again is `pending` and has run before. */
const REPEATED = new Set<Standing["standing"]>(["applied", "changed", "pending"]);

function toldOf({ name, standing, record, migration }: Standing): Skipped[] {
  const at = { file: migration?.up.file ?? name };
  const warn = (message: string): Skipped[] => [{ rule: "history", severity: "warning", message, at }];
  if (standing === "missing")
    return warn(`${name} is in the history, but has no file: what it did looks like drift`);
  if (standing === "failed" || standing === "running")
    return warn(`${name} is not finished: what it did looks like drift`);
  const edited = standing === "changed" || (standing === "pending" && record !== undefined);
  return edited ? warn(`${name} was changed after it was applied: the file counts, not what ran`) : [];
}

interface Migrated {
  readonly title: string;
  collect(): Promise<Collection & { readonly told: readonly Skipped[] }>;
}

function migratedSource(
  options: ProjectOptions,
  project: DiffProject,
  { title, collect }: Migrated,
): SchemaSource {
  let found: ReturnType<Migrated["collect"]> | undefined;
  const collected = () => {
    found ??= collect();
    return found;
  };
  return migrationsSource(
    {
      title,
      owner: options.settings.role,
      texts: async () => textsOf((await collected()).migrations, options),
      up: async (shadow, texts) => {
        const collection = await collected();
        const lacking = await shadow.lackingFor(texts);
        const report =
          lacking.length > 0
            ? await runByStatement(shadow, texts, collection)
            : await runOn(shadow, { options, collection });
        const repeatable = collection.migrations.filter((one) => !isVersioned(one));
        return { ...report, repeated: await pathsMade(textsOf(repeatable, options)) };
      },
    },
    project,
  );
}

function textsOf(all: readonly Migration[], options: ProjectOptions): SchemaText[] {
  const scripts = all.map(({ up: script }) => script).filter(({ language }) => language === "sql");
  return [...roleText(options), ...scripts.map((script) => textOf(script, options))];
}

/** Where an extension is lacking a migration as a whole would fail: what does not need it is run all the same. */
async function runByStatement(
  shadow: Shadow,
  texts: readonly SchemaText[],
  { migrations: all, told }: Run["collection"],
): Promise<LoadReport> {
  const { skipped } = await shadow.load(texts, { order: "given" });
  const modules = all.filter(({ up: { language } }) => language === "module");
  const notRun = modules.map(({ name, up: { file } }): Skipped => {
    const message = `${name} is not run, since an extension is not available: what it does is not compared`;
    return { rule: "shadow-extension", severity: "warning", message, at: { file } };
  });
  return { skipped: [...told, ...skipped, ...notRun] };
}

interface Run {
  readonly options: ProjectOptions;
  readonly collection: Collection & { readonly told: readonly Skipped[] };
}

async function runOn(shadow: Shadow, { options, collection }: Run): Promise<LoadReport> {
  const skipped: Skipped[] = [...collection.told];
  const opened = projectOn(shadow, options, { skip: (one) => skipped.push(one) });
  try {
    // What must be true of rows is a question to the target.
    const withoutVerify = collection.migrations.map(({ verify: _verify, ...migration }) => migration);
    const source = { collect: async () => ({ migrations: withoutVerify, notes: [] }) };
    const { error } = await up({ ...opened, source });
    if (error) throw onShadow(error);
    return { skipped };
  } finally {
    await opened.close();
  }
}

/** The hint of a failed run would be to go on with it, but the target was not touched. */
function onShadow({ code, message, at, database, cause }: GodwitError): GodwitError {
  return new GodwitError(code, `on a shadow: ${message}`, {
    cause,
    hint: "correct the file; your database was not touched",
    ...(at ? { at } : {}),
    ...(database ? { database } : {}),
  });
}

function silent(options: ProjectOptions): ProjectOptions {
  return { ...options, report: () => undefined };
}

function isVersioned({ repeatable }: Migration): boolean {
  return !repeatable;
}
