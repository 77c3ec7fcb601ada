// Small rules of the house that a reader would otherwise have to watch over.
import { lex } from "./lex.ts";
import { isSource, isTest, type SourceFile } from "./tree.ts";

const WALL = 400;
const DRAWERS = /^(?:utils?|helpers?|common|misc|lib|shared|types|interfaces)$/;
const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|bench|config|d))*\.[mc]?[jt]sx?$/;

/** Files over the wall. Tests count: a test nobody can read proves nothing to anybody. */
export function tooLong(files: readonly SourceFile[]): string[] {
  return files.filter(isCode).flatMap(({ path, text }) => {
    const lines = text.trimEnd().split("\n").length;
    return lines > WALL ? [`${path} has ${lines} lines, ${WALL} is the wall`] : [];
  });
}

/** Drawers (`utils` and the like, also as a part of a name) and names that are not in kebab case. */
export function badNames(files: readonly SourceFile[]): string[] {
  return files.filter(isCode).flatMap(({ path }) => {
    const parts = path.split("/");
    const file = parts.at(-1) ?? "";
    const drawer = parts.flatMap((part) => part.split(/[-.]/)).find((word) => DRAWERS.test(word));
    if (drawer !== undefined) return [`${path}: "${drawer}" says nothing; name it for what it does`];
    return KEBAB.test(file) ? [] : [`${path} is not in kebab case`];
  });
}

/** One sentence at the head of each file says what it is for; a unit test is for the file beside it. */
export function withoutHead(files: readonly SourceFile[]): string[] {
  return files
    .filter(
      (file) => isCode(file) && !(isSource(file) && isTest(file)) && !/^(?:#!.*\n)?\/\/ \S/.test(file.text),
    )
    .map(({ path }) => `${path} does not say at its head what it is for`);
}

/** The library never prints and never exits. */
export function printsOrExits(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => isSource(file) && !isTest(file))
    .flatMap(({ path, text }) => {
      const { code } = lex(text);
      const problems: string[] = [];
      const mayPrint = /^src\/(?:reporters|cli)[/.]/.test(path);
      if (!mayPrint && /\bconsole\b\s*[.[]/.test(code)) problems.push(`${path} uses console`);
      if (path !== "src/cli/main.ts" && /\bprocess\s*\.\s*exit\b/.test(code)) {
        problems.push(`${path} ends the process`);
      }
      return problems;
    });
}

// Words that name a sort of schema object and nothing else. `schema`, `column`, `role` and `function` have
// other meanings in the core's vocabulary; `index` is every loop's variable, so only its compounds count.
const KINDS =
  /^(?:tables?|views?|triggers?|polic(?:y|ies)|sequences?|constraints?|partitions?|extensions?|publications?|subscriptions?|aggregates?|procedures?|matviews?|collations?|domains?)$/i;
const COMPOUND_KINDS = /^(?:index|indexes|indices|columns)$/i;
/** Names that contain a kind's word and mean something else: `FOREIGN_TABLE` is the history's own table. */
const NOT_A_KIND = new Set(["FOREIGN_TABLE"]);

/** Object kinds named by the core's code: as a part of an identifier, or as a whole string. */
export function kindsInCore(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => file.path.startsWith("src/core/") && isSource(file) && !isTest(file))
    .flatMap(({ path, text }) => {
      const { code, strings } = lex(text);
      const identifiers = new Set(code.match(/[A-Za-z_$][\w$]*/g) ?? []);
      const named = [...identifiers].filter(
        (identifier) => !NOT_A_KIND.has(identifier) && namesKind(identifier),
      );
      const quoted = strings.filter((string) => /^[\w-]+$/.test(string) && partsOf(string).some(isKind));
      return [...named, ...quoted.map((string) => `"${string}"`)].map(
        (name) => `${path} names an object kind: ${name}`,
      );
    });
}

function namesKind(identifier: string): boolean {
  const parts = partsOf(identifier);
  return parts.some(isKind) || (parts.length > 1 && parts.some((part) => COMPOUND_KINDS.test(part)));
}

function isKind(part: string): boolean {
  return KINDS.test(part);
}

/** `createTable`, `CREATE_TABLE` and `create-table` are `create` and `table`. */
function partsOf(identifier: string): string[] {
  return identifier
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[\s_$-]+/)
    .filter(Boolean);
}

// Assembled from pieces, so that this file does not contain what it looks for.
const TRACES: readonly (readonly [RegExp, string])[] = [
  [
    /(?<![\w.~-])\/(?:work|root|home\/[a-z][\w-]*|Users\/[A-Za-z][\w-]*)\/[\w.-]/,
    "a path of somebody's machine",
  ],
  [/\b[A-Z]:\\Users\\\w/, "a path of somebody's machine"],
  [
    /https?:\/\/[^\s/"']*\b(?:registry|artifactory|nexus|verdaccio|npm-proxy)\b[^\s"']*/i,
    "a package registry's host",
  ],
  [/^(?:<{7}|>{7}) /m, "a conflict that a merge left behind"],
];

/** What says more about a machine than about the project. */
export function tracesOfMachines(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    TRACES.flatMap(([pattern, what]) => {
      const found = pattern.exec(text);
      if (!found) return [];
      const line = text.slice(0, found.index).split("\n").length;
      return [`${path}:${line} contains ${what}: ${found[0]}`];
    }),
  );
}

function isCode({ path }: SourceFile): boolean {
  return (
    /^(?:src|test|scripts|bench)\/.*\.[mc]?[jt]sx?$/.test(path) && !/^test\/(?:cases|scenarios)\//.test(path)
  );
}
