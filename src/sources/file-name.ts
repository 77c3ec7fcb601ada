// What a file's name says: version, role and language. Names come from people and other tools, so this is
// liberal where there is one reading, and refuses where there are two.

export type Language = "sql" | "module";

export type FileName =
  | {
      readonly role: "up" | "down" | "verify";
      /** Digits, as written; a dashed date without its dashes. */
      readonly version: string;
      /** Without extension and role, such as `024_add_users`: rollback and verify share it with their migration. */
      readonly name: string;
      readonly language: Language;
      /** `pair` is the form `.up.sql` and `.down.sql`. */
      readonly form: "plain" | "pair";
    }
  /** Nothing of ours, and nobody would think so. */
  | { readonly role: "other" }
  /** Not a migration, but its author may believe that it is one. */
  | { readonly role: "stray"; readonly why: "no-version" | "extension" }
  | { readonly role: "wrong"; readonly message: string; readonly hint: string };

const OTHER: FileName = { role: "other" };

/** Editors' and version control's leftovers, tests, declarations and compilers' output beside a module. */
const LEFTOVER = /^[.#~]|~$|\.(?:bak|orig|rej|swp|swo|tmp|map)$|\.(?:d|test|spec)\.[cm]?[jt]sx?$/i;
const EXTENSION = /\.(?:(sql)|[cm]?[jt]s)$/i;
const MODULE = /\.(?:ts|mts|js|mjs)$/i;
/** Dates with dashes are a version like any other number: `2018-07-10-061642_create_users`. */
const DATE = /^(\d{4})-(0\d|1[0-2])-([0-2]\d|3[01])(?:-(\d{4,}))?(?=[^\d-]|-\D|$)/;
/** `1.2_x` could be version 1, 12 or 1.2. */
const TWO_READINGS = /^\d+(?:[.-]\d+)+(?=[^\p{L}\p{N}]|$)/u;
/** Line breaks, control and direction marks: they would forge what a terminal or a review shows. */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** What nearly every file is called; the words below have a meaning of their own. */
const ORDINARY = /^(\d+)(?:_[a-z0-9]+)+(?=\.sql$)/;
const ROLE = /_(?:rollback|verify)$/;

/** Reads the name of a file that lies directly in a migrations folder. */
export function parseFileName(file: string): FileName {
  const [name, version] = ORDINARY.exec(file) ?? [];
  if (name !== undefined && version !== undefined && !ROLE.test(name)) {
    return { role: "up", version, name, language: "sql", form: "plain" };
  }
  return parseUncommon(file);
}

function parseUncommon(file: string): FileName {
  if (LEFTOVER.test(file)) return OTHER;
  const extension = EXTENSION.exec(file);
  const numbered = /^\d/.test(file);
  if (!extension) return numbered ? { role: "stray", why: "extension" } : OTHER;
  const language = extension[1] === undefined ? "module" : "sql";
  if (!numbered) return language === "sql" ? { role: "stray", why: "no-version" } : OTHER;
  if (language === "module" && !MODULE.test(file)) return { role: "stray", why: "extension" };
  if (INVISIBLE.test(file)) {
    return wrong(
      `the file name ${JSON.stringify(file)} has invisible characters in it`,
      "rename the file with letters, digits and `_` only",
    );
  }
  const { stem, role, form } = roleOf(file.slice(0, extension.index));
  if (language === "module" && (role !== "up" || form === "pair")) {
    return wrong(
      `${file} is named like half of a migration, but a TypeScript or JavaScript migration is one file`,
      "export both directions from one file: export default migration({ up, down })",
    );
  }
  const date = DATE.exec(stem);
  if (!date && TWO_READINGS.test(stem)) {
    return wrong(
      `${file} has no clear version: it could be read in more than one way`,
      "write the version as one whole number before the first `_`, such as 0102_add_users.sql",
    );
  }
  const version = date ? date.slice(1).join("") : (/^\d+/.exec(stem)?.[0] ?? "");
  return { role, version, name: stem, language, form };
}

function roleOf(stem: string): {
  readonly stem: string;
  readonly role: "up" | "down" | "verify";
  readonly form: "plain" | "pair";
} {
  const pair = /\.(up|down)$/i.exec(stem);
  if (pair) {
    const role = pair[1]?.toLowerCase() === "up" ? "up" : "down";
    return { stem: stem.slice(0, pair.index), role, form: "pair" };
  }
  const suffix = /_(rollback|verify)$/i.exec(stem);
  if (suffix) {
    const role = suffix[1]?.toLowerCase() === "rollback" ? "down" : "verify";
    return { stem: stem.slice(0, suffix.index), role, form: "plain" };
  }
  return { stem, role: "up", form: "plain" };
}

/** Whether a migration's name is what `new` would write: a note says so where it is not (ruling 18). */
export function isSnakeCase(name: string): boolean {
  return /^\d+(?:_[a-z0-9]+)+$/.test(name);
}

function wrong(message: string, hint: string): FileName {
  return { role: "wrong", message, hint };
}
