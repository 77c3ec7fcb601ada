// What a failed statement of desired state means: it may work later, something is lacking, or it is wrong.
import type { DriverError } from "../core/driver-error.ts";
import { GodwitError } from "../core/errors.ts";
import type { DesiredStatement } from "./desired-statements.ts";
import type { SqlStatement } from "./parse/sql-statement.ts";

export interface Failed {
  readonly entry: DesiredStatement;
  readonly error: DriverError;
  /** 1-based, in code points of the statement. */
  readonly position: number | undefined;
}

/** Undefined schema, relation, column, function, type, role and the like. */
const MISSING = /^(?:3F000|42P01|42703|42883|42704|42P16|42P17|42809)$/;
/** There already, or not SQL at all: no later statement changes that. */
const FINAL = /^(?:42601|42P0[3-7]|42710|42723|42701|42712|42P18|0A000|53.*|54.*|57.*|58.*|XX.*|25.*)$/;

/** Whether it may succeed once other statements have run. */
export function wantsSomething({ code }: DriverError): boolean {
  return !FINAL.test(code);
}

export function isMissing({ code }: DriverError): boolean {
  return MISSING.test(code);
}

/** The extension, or library, that the server's binaries do not have; null when it is another failure. */
export function isLackOfExtension(statement: SqlStatement, { code }: DriverError): string | null {
  // 0A000 since PostgreSQL 13: the extension is not available; 58P01: a file of it is not there.
  if (code !== "0A000" && code !== "58P01") return null;
  const parsed = statement.parse();
  if (!("node" in parsed)) return null;
  const { node } = parsed;
  if ("CreateExtensionStmt" in node) return `the extension ${node.CreateExtensionStmt.extname}`;
  const isLibrary = "CreateFunctionStmt" in node || "CreatePLangStmt" in node;
  return isLibrary && code === "58P01" ? "a library of the server" : null;
}

/** SCHEMA_LOAD with the server's own words. `others` are the statements that fail beside it. */
export function failure({ entry, error, position }: Failed, others: number): GodwitError {
  const { statement } = entry;
  const at = position === undefined ? statement.at : statement.locate(position);
  const more =
    others === 0 ? "" : ` (and ${others} more ${others === 1 ? "statement" : "statements"} cannot be run)`;
  const { code, detail, hint } = error;
  return new GodwitError("SCHEMA_LOAD", `${error.message}${more}`, {
    cause: error,
    at,
    database: { code, ...(detail === undefined ? {} : { detail }), ...(hint === undefined ? {} : { hint }) },
    ...(hint === undefined ? {} : { hint: `correct the statement; the server says: ${hint}` }),
  });
}
