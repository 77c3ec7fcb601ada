// Migrations from one or several folders of files.
import { resolve } from "node:path";
import { GodwitError } from "../core/errors.ts";
import type { Collection, Migration, Retired, Source } from "../core/migration.ts";
import { compareVersions, versionKey } from "../core/version.ts";
import { baselinesIn, floorOf, retiredIn } from "./baselines.ts";
import { collectVersions, type Read, type Report } from "./collect.ts";
import { isSnakeCase, parseFileName } from "./file-name.ts";
import { FolderNotes } from "./folder-notes.ts";
import { initScript } from "./init-module.ts";
import { type Listing, listFolder } from "./list-folder.ts";
import { loadModule } from "./module.ts";
import { Problems } from "./problems.ts";
import { readScript } from "./read-script.ts";
import { collectRepeatables } from "./repeatables.ts";
import type { Project } from "./script.ts";

export interface DirectoryOptions {
  /** One folder or several, relative to `root` or absolute. */
  readonly folder: string | readonly string[];
  /** The project's folder, absolute: names are shown from here, and includes may not leave it. */
  readonly root: string;
  /** Folders of the same order whose migrations are another database's: what depends on them is not judged here. */
  readonly beside?: readonly string[] | undefined;
  /** The module that gives a fresh deployment's items, relative to `root`. */
  readonly init?: string | undefined;
  /** Path of Godwit's own main module, which `import … from "godwit"` in a migration gets. */
  readonly entry: string;
}

/** Reads everything at each `collect`; throws what is wrong with the folders together, as one error. */
export function directory({ folder, root, entry, init, beside = [] }: DirectoryOptions): Source {
  const named = typeof folder === "string" ? [folder] : folder;
  const folders = [...new Set(named.map((name) => resolve(root, name)))];
  const project: Project = {
    root,
    loadModule: (bytes, file) => loadModule(bytes, { file, root, entry }),
  };
  return {
    async collect() {
      const report: Report = { problems: new Problems(), notes: new FolderNotes(), unread: new Set() };
      const listings = folders.map((name) => listFolder(root, name));
      const versioned: Read[][] = [];
      for (const listing of listings) versioned.push(await readVersioned(listing, project, report));
      const migrations = collectVersions(versioned.flat(), report);
      migrations.push(...collectRepeatables(listings, project, report));
      report.problems.throwIfAny();
      if (migrations.length === 0) refuseForeign(listings, report.notes);
      migrations.sort((a, b) => compareVersions(a.version, b.version));
      const baselines = baselinesIn(project, folders);
      const here = new Set(migrations.map(({ version }) => versionKey(version)));
      // Between the list and the files, retiring may have been cut short.
      const retired = retiredIn(root, folders).filter(({ version }) => !here.has(versionKey(version)));
      const fresh = init === undefined ? null : initScript({ root, file: init, entry });
      // Where a module gives a fresh deployment's items, no baseline stands for what was retired.
      const floor = fresh ? undefined : floorOf(baselines, retired);
      const elsewhere = [...retired, ...versionsBeside(root, beside)];
      return {
        migrations: migrations.map((one) => withoutRetired(one, elsewhere)),
        notes: report.notes.findings(),
        ...(baselines.length > 0 ? { baselines } : {}),
        ...(floor ? { floor } : {}),
        ...(fresh ? { init: fresh } : {}),
        ...(retired.length > 0 ? { retired } : {}),
      } satisfies Collection;
    },
  };
}

/** By their names: nothing of another database's migrations is read. */
function versionsBeside(root: string, folders: readonly string[]): readonly Pick<Migration, "version">[] {
  return folders.flatMap((folder) =>
    listFolder(root, folder).files.flatMap((base) => {
      const name = parseFileName(base);
      return "version" in name ? [{ version: name.version }] : [];
    }),
  );
}

/** What a migration depends on may be gone by agreement. */
function withoutRetired(migration: Migration, retired: readonly Pick<Retired, "version">[]): Migration {
  const { header } = migration;
  if (retired.length === 0 || header.depends.length === 0) return migration;
  const gone = new Set(retired.map(({ version }) => versionKey(version)));
  const depends = header.depends.filter((version) => !gone.has(versionKey(version)));
  return { ...migration, header: { ...header, depends } };
}

/** What the database says meanwhile is heard after so many files. */
const FILES_A_TURN = 64;

async function readVersioned(
  { folder, files, folders }: Listing,
  project: Project,
  report: Report,
): Promise<Read[]> {
  const { problems, notes } = report;
  for (const name of folders)
    if (/^\d/.test(name)) notes.add("migration-folder-ignored", `${folder}/${name}`);
  const reads: Read[] = [];
  for (const [index, base] of files.entries()) {
    if (index % FILES_A_TURN === FILES_A_TURN - 1) await new Promise((resolve) => setImmediate(resolve));
    const file = folder === "." ? base : `${folder}/${base}`;
    const name = parseFileName(base);
    if (name.role === "other") continue;
    if (name.role === "stray") {
      notes.add(name.why === "no-version" ? "migration-name-ignored" : "migration-extension-ignored", file);
    } else if (name.role === "wrong") {
      problems.add(
        new GodwitError("FILE_NAME", `${folder}: ${name.message}`, { hint: name.hint, at: { file } }),
      );
    } else {
      const read = problems.attempt(() => readScript(project, file, name.language));
      if (read) reads.push({ name, ...read });
      else report.unread.add(versionKey(name.version));
      if (name.role === "up" && !isSnakeCase(name.name)) notes.add("migration-name-style", file);
    }
  }
  return reads;
}

/** SQL files of which none is a migration are a folder for another tool: "nothing to do" would be a lie. */
function refuseForeign(listings: readonly Listing[], notes: FolderNotes): void {
  const ignored = [...notes.filesOf("migration-name-ignored"), ...notes.filesOf("migration-folder-ignored")];
  const [example] = ignored;
  if (example === undefined) return;
  const shown = listings.map(({ folder }) => folder).join(" and ");
  throw new GodwitError("FILE_NAME", `nothing in ${shown} is named like a migration: see ${example}`, {
    at: { file: example },
  });
}
