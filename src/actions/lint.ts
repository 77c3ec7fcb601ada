// What rules find in the migrations: in all of them, in those that are pending, or in files that were named.
import type { DatabaseIdentity } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import type { KnownState, Linter, LintScript } from "../core/linter.ts";
import type { Migration, Script } from "../core/migration.ts";
import { inOrder } from "../core/order.ts";
import { compareVersions } from "../core/version.ts";
import type { Knowledge } from "./lint-knowledge.ts";
import type { Project } from "./project.ts";
import { isDue } from "./select.ts";
import { survey } from "./survey.ts";

export interface LintChoice {
  /** Only these scripts of migrations, as people see their names; all that are chosen otherwise when absent. */
  readonly files?: ReadonlySet<string> | undefined;
  /** Scripts that belong to no migration, after the migrations. */
  readonly alone?: readonly LooseScript[] | undefined;
  /** Looked at in the place of the script of its name, or after the migrations: a text that is not saved yet. */
  readonly instead?: LooseScript | undefined;
  /** Migrations before this version are only read. */
  readonly from?: string | undefined;
  /** Ask the database which migrations are pending, and look at those alone. */
  readonly pending: boolean;
  /** What is there before migrations, from who knows it: of those that are pending, where only they are looked at. */
  readonly know?: ((migrations: readonly Migration[]) => Promise<Knowledge>) | undefined;
  /** What tables hold, where it is not known from there. */
  readonly extents?: KnownState["extents"];
  /** Makes the linter for a server of this major version; undefined where no database was asked. */
  readonly linter: (major: number | undefined) => Linter;
}

export interface LooseScript {
  readonly script: Script;
  readonly header: Migration["header"] | undefined;
  /** Its name says that it reverts another one. */
  readonly reverts: boolean;
}

export interface LintReport {
  readonly findings: readonly Finding[];
  /** How many scripts were looked at. */
  readonly looked: number;
  readonly database: DatabaseIdentity | null;
}

export async function lint(project: Project, choice: LintChoice): Promise<LintReport> {
  const asked = choice.pending ? await pendingOf(project) : null;
  const all = asked?.migrations ?? (await collected(project, choice));
  const due = asked && choice.know ? all.filter(({ version }) => asked.versions.has(version)) : all;
  const knowledge = await choice.know?.(due);
  const scripts = due.flatMap((migration) =>
    scriptsOf(migration, knowledge?.states.get(migration.version), (file) => {
      if (choice.files) return choice.files.has(file);
      if (asked && !asked.versions.has(migration.version)) return false;
      return choice.from === undefined || compareVersions(migration.version, choice.from) >= 0;
    }),
  );
  const { instead } = choice;
  const standing = instead && scripts.findIndex(({ script }) => script.file === instead.script.file);
  if (instead && standing !== undefined && standing >= 0) {
    const { script, header } = instead;
    scripts[standing] = {
      ...(scripts[standing] as LintScript),
      script,
      ...(header ? { header } : {}),
      report: true,
    };
  }
  const loose = instead && standing === -1 ? [instead] : [];
  const alone = [...(choice.alone ?? []), ...loose].map(
    ({ script, header = NO_HEADER, reverts }): LintScript => ({
      script,
      header,
      role: reverts ? "down" : "alone",
      hasRollback: false,
      report: true,
    }),
  );
  const chosen = [...scripts, ...alone];
  const [first] = chosen;
  if (first && choice.extents && !first.known) chosen[0] = { ...first, known: { extents: choice.extents } };
  const looked = chosen.filter(({ report }) => report).length;
  const major = asked ? Number.parseInt(asked.database.version, 10) : undefined;
  const linted = looked > 0 ? await choice.linter(major).lint(chosen) : [];
  return { findings: [...(knowledge?.findings ?? []), ...linted], looked, database: asked?.database ?? null };
}

const NO_HEADER: Migration["header"] = { depends: [], requires: [], kind: "schema", environments: [] };

/** Without a folder of migrations, named files stand for themselves. */
async function collected(
  project: Project,
  { alone = [], instead }: LintChoice,
): Promise<readonly Migration[]> {
  try {
    return inOrder((await project.source.collect()).migrations);
  } catch (error) {
    const missing = error instanceof GodwitError && error.code === "NO_MIGRATIONS_FOLDER";
    if (missing && (alone.length > 0 || instead)) return [];
    throw error;
  }
}

async function pendingOf(project: Project) {
  const database = await project.engine.open(project);
  try {
    const { migrations, standings } = await survey(project, database);
    const versions = new Set(standings.filter(isDue).map(({ version }) => version));
    return { migrations, versions, database: await database.identify() };
  } finally {
    await database.close();
  }
}

function scriptsOf(
  migration: Migration,
  known: KnownState | undefined,
  report: (file: string) => boolean,
): LintScript[] {
  const { up, down, header, repeatable } = migration;
  const hasRollback = down !== undefined;
  const role = repeatable ? "repeatable" : "up";
  const looked = report(up.file);
  // What is only read for what it makes need not be known exactly.
  const exactly = looked && known ? { known } : {};
  const scripts: LintScript[] = [{ script: up, header, role, hasRollback, report: looked, ...exactly }];
  // A module's own `down` is in the same file.
  if (down && down !== up) {
    scripts.push({ script: down, header, role: "down", hasRollback, report: report(down.file) });
  }
  return scripts;
}
