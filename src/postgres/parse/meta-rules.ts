// Which psql commands a migration may hold: harmless ones are passed over, the others refused by name.
import type { MetaCommand } from "./meta-command.ts";

/** They only change what psql prints, or guard a dump. Fingerprints leave them out: adding one needs a new version. */
export const HARMLESS: ReadonlySet<string> = new Set([
  "C",
  "H",
  "T",
  "a",
  "conninfo",
  "echo",
  "errverbose",
  "f",
  "pset",
  "qecho",
  "r",
  "reset",
  "restrict",
  "t",
  "timing",
  "unrestrict",
  "warn",
  "x",
]);
/** psql's own variables that only change what it prints; ON_ERROR_STOP is always on here. */
const HARMLESS_VARIABLES = new Set([
  "COMP_KEYWORD_CASE",
  "ECHO",
  "ECHO_HIDDEN",
  "FETCH_COUNT",
  "HIDE_TABLEAM",
  "HIDE_TOAST_COMPRESSION",
  "HISTCONTROL",
  "HISTFILE",
  "HISTSIZE",
  "IGNOREEOF",
  "ON_ERROR_STOP",
  "PROMPT1",
  "PROMPT2",
  "PROMPT3",
  "QUIET",
  "SHOW_ALL_RESULTS",
  "SHOW_CONTEXT",
  "VERBOSITY",
]);
/** Variables that change how psql runs a script: a migration must not mean two things. */
export const REFUSED_VARIABLES: ReadonlySet<string> = new Set([
  "AUTOCOMMIT",
  "ON_ERROR_ROLLBACK",
  "SINGLELINE",
  "SINGLESTEP",
]);
/** Variables that psql sets by itself, from the connection and its answers. */
const KNOWN_TO_PSQL =
  /^(?:DBNAME|ENCODING|ERROR|HOST|LASTOID|LAST_ERROR_\w+|PIPELINE_\w+|PORT|ROW_COUNT|SERVER_VERSION_\w+|SERVICE|SHELL_\w+|SQLSTATE|USER|VERSION(?:_NAME|_NUM)?|WATCH_INTERVAL)$/;

export type MetaRule = "pass" | "include" | "include-relative" | "set" | "unset" | "copy" | "refuse";

export function metaRule({ name, args, problem }: MetaCommand): MetaRule {
  if (problem) return "refuse";
  if (HARMLESS.has(name)) return "pass";
  switch (name) {
    case "i":
    case "include":
      return "include";
    case "ir":
    case "include_relative":
      return "include-relative";
    case "set":
      return setRule(args[0]);
    case "unset":
      return "unset";
    case "encoding":
      return /^utf-?8$/i.test(args[0] ?? "") ? "pass" : "refuse";
    case "copy":
      return /\bfrom\s+p?stdin\b/i.test(args[0] ?? "") ? "copy" : "refuse";
    default:
      return "refuse";
  }
}

function setRule(variable: string | undefined): MetaRule {
  if (variable === undefined || HARMLESS_VARIABLES.has(variable)) return "pass";
  return REFUSED_VARIABLES.has(variable) ? "refuse" : "set";
}

/** True for variables whose value only a running psql knows. */
export function isKnownToPsql(variable: string): boolean {
  return KNOWN_TO_PSQL.test(variable) || HARMLESS_VARIABLES.has(variable) || REFUSED_VARIABLES.has(variable);
}
