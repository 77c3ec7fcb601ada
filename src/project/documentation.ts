// Gathers what the pages of `godwit docs` are made of, and makes those that are wanted.
import { changeLines } from "../actions/change-lines.ts";
import { compared } from "../actions/diff.ts";
import { type Place, placeOf } from "../actions/places.ts";
import { readScript } from "../actions/prepare.ts";
import type { Project } from "../actions/project.ts";
import { readSides } from "../actions/sides.ts";
import { triedMigrations } from "../actions/tried-migrations.ts";
import { diff as difference } from "../core/diff.ts";
import { asGodwitError, GodwitError } from "../core/errors.ts";
import { mask } from "../core/mask.ts";
import type { Migration } from "../core/migration.ts";
import { inOrder } from "../core/order.ts";
import { appliedLog } from "../pages/applied-log.ts";
import { changelogPage } from "../pages/changelog.ts";
import { entitiesOf } from "../pages/entities.ts";
import { MERMAID_BY, PAGE_BY } from "../pages/markdown.ts";
import { mermaidOf } from "../pages/mermaid.ts";
import { type MigrationAbout, migrationFile } from "../pages/migration-about.ts";
import { migrationPage } from "../pages/migration-page.ts";
import { type PendingAbout, pendingPage } from "../pages/pending.ts";
import { reviewChecklist } from "../pages/review-checklist.ts";
import { type RulesAbout, rulesPage } from "../pages/rules.ts";
import { schemaPage } from "../pages/schema-page.ts";
import { svgOf } from "../pages/svg.ts";
import { type OpenProject, openProject, type ProjectOptions } from "../project.ts";
import type { Settings } from "../settings/settings.ts";
import { purposeOf } from "../sources/purpose.ts";
import type { Comparison } from "./compare.ts";
import { describedSchema, hasDatabase } from "./described-schema.ts";

/** What can be asked for with `--only`; the log only when it is asked for. */
export const PAGES = [
  "schema",
  "diagram",
  "migrations",
  "changelog",
  "pending",
  "rules",
  "checklist",
  "log",
] as const;
export type PageName = (typeof PAGES)[number];

export interface PageFile {
  /** Relative to the folder of the pages. */
  readonly file: string;
  readonly text: string;
}

export interface DocumentationWish {
  readonly wanted: ReadonlySet<PageName>;
  /** Those and what an earlier run has written: pages may link to them. */
  readonly beside: ReadonlySet<PageName>;
  readonly from: string | undefined;
  readonly options: ProjectOptions;
  readonly comparison: Comparison;
  readonly project: Project;
  /** Settings of another environment. */
  environment(name: string): Promise<Settings>;
}

/** Those that need nothing but the configuration. */
export function ruleFiles(wanted: ReadonlySet<PageName>, rules: RulesAbout): readonly PageFile[] {
  return [
    ...(wanted.has("rules") ? [{ file: "rules.md", text: rulesPage(rules) }] : []),
    ...(wanted.has("checklist") ? [{ file: "review-checklist.md", text: reviewChecklist(rules) }] : []),
  ];
}

/** All but those of `ruleFiles`. */
export async function documentation(wish: DocumentationWish): Promise<readonly PageFile[]> {
  const { wanted } = wish;
  const some = (...names: readonly PageName[]): boolean => names.some((name) => wanted.has(name));
  const places = some("migrations", "pending", "log") ? await placesOf(wish) : [];
  const all = some("migrations", "changelog", "pending") ? await aboutMigrations(wish) : [];
  const pages = wish.beside.has("migrations");
  return [
    ...(some("schema", "diagram") ? await schemaFiles(wish) : []),
    ...(wanted.has("migrations")
      ? all.map((about) => ({ file: migrationFile(about.migration), text: migrationPage(about, places) }))
      : []),
    ...(wanted.has("changelog") ? [{ file: "changelog.md", text: changelogPage(all, pages) }] : []),
    ...(wanted.has("pending") ? [await pendingFile(wish, { all, places, pages })] : []),
    ...(wanted.has("log") ? [{ file: "migrations_applied.log", text: appliedLog(places) }] : []),
  ];
}

async function schemaFiles({ wanted, beside, ...wish }: DocumentationWish): Promise<readonly PageFile[]> {
  const described = await describedSchema(wish);
  const entities = entitiesOf(described.schema);
  const diagram = beside.has("diagram") ? { diagram: "diagram.svg" } : {};
  return [
    ...(wanted.has("schema") ? [{ file: "schema.md", text: schemaPage({ ...described, ...diagram }) }] : []),
    ...(wanted.has("diagram")
      ? [
          { file: "diagram.mmd", text: `${MERMAID_BY}\n${mermaidOf(entities)}` },
          { file: "diagram.svg", text: `${PAGE_BY}\n${await svgOf(entities)}` },
        ]
      : []),
  ];
}

/** The database that we work on, where there is one, and without a chosen environment all of the configuration. */
async function placesOf({ options, environment }: DocumentationWish): Promise<readonly Place[]> {
  const { settings } = options;
  const names = settings.environment === undefined ? settings.environments : [];
  const places: Place[] = [];
  if (names.length === 0 || settings.dynamodb || (await hasDatabase({ settings }))) {
    places.push(await reached(settings.environment ?? "the database", options, async () => settings));
  }
  for (const name of names) places.push(await reached(name, options, () => environment(name)));
  return places;
}

async function reached(
  name: string,
  options: ProjectOptions,
  settingsOf: () => Promise<Settings>,
): Promise<Place> {
  let opened: OpenProject | undefined;
  try {
    return await placeOf(name, async () => {
      const settings = await settingsOf();
      if (!settings.dynamodb && !(await hasDatabase({ settings }))) {
        throw new GodwitError("NO_DATABASE", "there is no database yet");
      }
      opened = openProject({ ...options, settings, report: () => undefined });
      return opened;
    });
  } finally {
    await opened?.close();
  }
}

async function aboutMigrations({
  options,
  comparison,
  project,
}: DocumentationWish): Promise<readonly MigrationAbout[]> {
  const { migrations } = await project.source.collect();
  const ordered = inOrder(migrations);
  await project.engine.prepare();
  const quiet = { ...project, report: () => undefined };
  const cut = async (migration: Migration) => {
    try {
      return await readScript(quiet, migration.up, { header: migration.header, direction: "up" });
    } catch {
      return null;
    }
  };
  const { rehearsals, engine } = comparison;
  let tried: Awaited<ReturnType<typeof triedMigrations>> | string;
  try {
    tried = await triedMigrations(ordered, { rehearsals, engine, cut });
  } catch (error) {
    if (options.signal.aborted) throw error;
    tried = `Not tried: ${mask(asGodwitError(error).message)}.`;
    options.report({
      type: "note",
      message: `no migration was tried on a shadow: ${asGodwitError(error).message}`,
    });
  }
  const all: MigrationAbout[] = [];
  for (const migration of ordered) {
    const program = await cut(migration);
    all.push({
      migration,
      purpose: purposeOf(migration),
      tried: typeof tried === "string" ? tried : (tried.get(migration.version) ?? "Not tried."),
      ...(program ? { cut: { parts: program.parts.length, steps: program.steps.length } } : {}),
    });
  }
  return all;
}

async function pendingFile(
  { options, comparison }: DocumentationWish,
  about: Omit<PendingAbout, "planned">,
): Promise<PageFile> {
  const planned = options.settings.schema ? await plannedOf(comparison) : null;
  return { file: "pending.md", text: pendingPage({ ...about, planned }) };
}

async function plannedOf(comparison: Comparison): Promise<PendingAbout["planned"]> {
  const [from, to] = [await comparison.source("migrations"), await comparison.source("schema")];
  try {
    const found = compared(await readSides(comparison, { from, to }), comparison.own);
    const changes = difference(found.from, found.to);
    return changeLines(changes, { engine: comparison.engine, before: found.from, after: found.to });
  } catch (error) {
    if (!(error instanceof GodwitError)) throw error;
    return mask(error.message);
  } finally {
    await from.close();
    await to.close();
  }
}
