// What a source wants to say about a folder: one note per sort, however many files it is about.
import type { Finding } from "../core/finding.ts";

interface Sort {
  readonly severity: "warning" | "note";
  /** What is said after the files: `1 file` or `354 files`. */
  readonly says: string;
  readonly hint: string;
}

const SORTS = {
  "migration-name-ignored": {
    severity: "warning",
    says: "without a version in front, so not read",
    hint: "a migration is named VERSION_name.sql; `godwit new NAME` makes one",
  },
  "migration-extension-ignored": {
    severity: "note",
    says: "with a number in front but no migration's extension, so not read",
    hint: "migrations are .sql, .ts, .mts, .js and .mjs files",
  },
  "repeatable-ignored": {
    severity: "warning",
    says: "among the repeatable migrations but not SQL, so not read",
    hint: "a repeatable migration is repeatable/NAME.sql",
  },
  "migration-folder-ignored": {
    severity: "warning",
    says: "a folder, not a file, with a number in front, so not read",
    hint: "put each migration's files into the migrations folder itself, as VERSION_name.up.sql and .down.sql",
  },
  "migration-name-style": {
    severity: "note",
    says: "not named like 001_snake_case",
    hint: "nothing needs to be done; `godwit new NAME` writes names in this style",
  },
  "migration-empty": {
    severity: "note",
    says: "without a statement: recorded when applied, but nothing is done",
    hint: "write `select 1;` and why, if that is meant",
  },
  "rollback-empty": {
    severity: "note",
    says: "without a statement: `godwit down` only forgets the migration",
    hint: "delete the file, if the migration cannot be reverted",
  },
  "rollback-unwritten": {
    severity: "note",
    says: "not written yet: until then there is no rollback",
    hint: "write it before you need `godwit down`",
  },
  "rollback-name": {
    severity: "note",
    says: "named differently from the migration of the same version",
    hint: "give both the same name, so that readers see that they belong together",
  },
  "other-tool-marks": {
    severity: "warning",
    says: "divided by another tool's comments, which Godwit does not know: both directions would run",
    hint: "move the part that reverts into VERSION_name_rollback.sql",
  },
} as const satisfies Readonly<Record<string, Sort>>;

export type NoteSort = keyof typeof SORTS;

export class FolderNotes {
  readonly #files = new Map<NoteSort, string[]>();

  add(sort: NoteSort, file: string): void {
    const files = this.#files.get(sort);
    if (files) files.push(file);
    else this.#files.set(sort, [file]);
  }

  filesOf(sort: NoteSort): readonly string[] {
    return this.#files.get(sort) ?? [];
  }

  findings(): Finding[] {
    return [...this.#files].map(([rule, files]) => {
      const { severity, says, hint } = SORTS[rule];
      const [only] = files;
      const at = files.length === 1 && only !== undefined ? { at: { file: only } } : {};
      return { rule, severity, message: `${counted(files)} ${says}`, hint, ...at };
    });
  }
}

function counted(files: readonly string[]): string {
  const examples = files.slice(0, 3).join(", ");
  if (files.length === 1) return `${examples} is`;
  return `${files.length} files (${examples}${files.length > 3 ? ", …" : ""}) are`;
}
