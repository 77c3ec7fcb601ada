// Repeatable migrations: `repeatable/NAME.sql` runs again whenever its meaning changes (ruling 14).
import { GodwitError } from "../core/errors.ts";
import type { Migration } from "../core/migration.ts";
import { REPEATABLE_PREFIX } from "../core/version.ts";
import { empty, type Report } from "./collect.ts";
import { INVISIBLE } from "./file-name.ts";
import type { Listing } from "./list-folder.ts";
import { readScript } from "./read-script.ts";
import type { Project } from "./script.ts";

export function collectRepeatables(
  listings: readonly Listing[],
  project: Project,
  report: Report,
): Migration[] {
  const byVersion = new Map<string, Migration>();
  for (const { folder, repeatable } of listings) {
    for (const base of repeatable) {
      if (/^[.#]|~$/.test(base)) continue;
      if (INVISIBLE.test(base)) {
        report.problems.add(invisible(base, folder));
        continue;
      }
      const file = folder === "." ? `repeatable/${base}` : `${folder}/repeatable/${base}`;
      const migration = /\.sql$/i.test(base) ? repeatableOf(file, project, report) : undefined;
      if (/\.[cm]?[jt]s$/i.test(base)) report.notes.add("repeatable-ignored", file);
      if (!migration) continue;
      const other = byVersion.get(migration.version);
      if (other) report.problems.add(sameName(file, other));
      else byVersion.set(migration.version, migration);
    }
  }
  for (const migration of byVersion.values()) {
    const main = byVersion.get(migration.version.replace(/_(?:rollback|verify)$/i, ""));
    if (main && main !== migration) report.problems.add(noCompanion(migration, main));
  }
  return [...byVersion.values()];
}

/** The name is the version, so it is kept in one Unicode form: macOS writes another one than Linux. */
function repeatableOf(file: string, project: Project, { problems }: Report): Migration | undefined {
  const read = problems.attempt(() => readScript(project, file, "sql"));
  if (!read) return undefined;
  if (read.scan.content !== "statements") problems.add(empty(read, "repeatable migration"));
  const name = file.slice(file.lastIndexOf("/") + 1, -".sql".length).normalize("NFC");
  const { header } = read.scan;
  return { version: `${REPEATABLE_PREFIX}${name}`, name, repeatable: true, header, up: read.script };
}

function invisible(base: string, folder: string): GodwitError {
  const name = JSON.stringify(base);
  return new GodwitError(
    "FILE_NAME",
    `${folder}/repeatable: the file name ${name} has invisible characters in it`,
    {
      at: { file: `${folder}/repeatable` },
      hint: "rename the file with letters, digits and `_` only",
    },
  );
}

function sameName(file: string, other: Migration): GodwitError {
  return new GodwitError("VERSION_DUPLICATE", `${other.up.file} and ${file} have the same name`, {
    at: { file },
    hint: "rename one of them: a repeatable migration is known by its name",
  });
}

/** `orders_rollback.sql` alone may be a function of that name; beside `orders.sql` it has two readings. */
function noCompanion({ up: { file } }: Migration, main: Migration): GodwitError {
  return new GodwitError(
    "FILE_NAME",
    `${file} lies beside ${main.up.file}, but a repeatable migration has no rollback and no verify script`,
    { at: { file }, hint: "delete it, or rename it if it is a repeatable migration of its own" },
  );
}
