// Reads desired state: its statements, each with the settings of its file that stand before it.
import type { Finding } from "../core/finding.ts";
import type { SchemaText } from "../core/schema-database.ts";
import { readDocument } from "./parse/document.ts";
import { Lexer } from "./parse/lexer.ts";
import { type Reach, reachOf } from "./parse/reach.ts";
import type { SqlStatement } from "./parse/sql-statement.ts";

export interface DesiredStatement {
  readonly statement: SqlStatement;
  /** What must be set when it runs: the `set` statements above it in its file. */
  readonly settings: readonly SqlStatement[];
  readonly reach: Reach;
  /** It must be sent in a message of its own. */
  readonly alone: boolean;
}

export interface DesiredState {
  readonly statements: readonly DesiredStatement[];
  /** All that only set up the session. */
  readonly settings: readonly SqlStatement[];
  readonly notes: readonly Finding[];
}

/** Throws SQL_SYNTAX, META_COMMAND, FILE_ENCODING. Transactions of the files are not kept: each statement stands for itself. */
export async function readDesired(texts: readonly SchemaText[]): Promise<DesiredState> {
  const statements: DesiredStatement[] = [];
  const notes: Finding[] = [];
  const settings: SqlStatement[] = [];
  for (const { text, file, include, placeholders = {} } of texts) {
    const bytes = typeof text === "string" ? Buffer.from(text, "utf8") : text;
    const document = await readDocument({ bytes, file, placeholders, ...(include ? { include } : {}) });
    notes.push(...document.notes);
    // One by one: a file may hold more statements than a call may have arguments.
    for (const one of inFile(document.statements)) statements.push(one);
    settings.push(...document.statements.filter(isSetting));
  }
  return { statements, settings, notes };
}

const NOTHING_SET: readonly SqlStatement[] = [];

function* inFile(statements: readonly SqlStatement[]): Generator<DesiredStatement> {
  let settings = NOTHING_SET;
  /** What holds again after the open transaction, in which SET LOCAL counts. */
  let outside: readonly SqlStatement[] | null = null;
  for (const statement of statements) {
    const { transaction, session } = statement.nature;
    if (transaction === "begin") outside = settings;
    else if (transaction === "commit" || transaction === "rollback") {
      settings = outside ?? settings;
      outside = null;
    } else if (transaction === "savepoint") continue;
    else if (isSetting(statement)) {
      settings = [...settings, statement];
      if (session === "set-only" && outside) outside = [...outside, statement];
    } else {
      const alone = transaction === "never" || transaction === "prepare-transaction" || mayCommit(statement);
      yield { statement, settings, reach: reachOfStatement(statement), alone };
    }
  }
}

function isSetting(statement: SqlStatement): boolean {
  return statement.nature.session === "set-only" || isSetLocal(statement);
}

function mayCommit({ nature }: SqlStatement): boolean {
  return nature.what.kind === "call" || nature.what.kind === "do" || nature.what.kind === "unknown";
}

function isSetLocal({ nature, text }: SqlStatement): boolean {
  if (nature.nodeName !== "VariableSetStmt") return false;
  const lexer = new Lexer(text);
  return lexer.next() && lexer.next() && lexer.is("local");
}

/** `set local x` as `set x`: the transaction that it counted for is not kept. */
export function sessionForm(text: string): string {
  const lexer = new Lexer(text);
  if (!(lexer.next() && lexer.next() && lexer.is("local"))) return text;
  return text.slice(0, lexer.start) + text.slice(lexer.end);
}

function reachOfStatement(statement: SqlStatement): Reach {
  const { nodeName } = statement.nature;
  if (nodeName === null || REACHES_NOTHING.has(nodeName)) return {};
  const parsed = statement.parse();
  return "node" in parsed ? reachOf(parsed.nodeName, parsed.node) : {};
}

/** Most of a schema: not parsed a second time. */
const REACHES_NOTHING = new Set([
  "CreateStmt",
  "AlterTableStmt",
  "IndexStmt",
  "CreateFunctionStmt",
  "ViewStmt",
  "CreateTrigStmt",
  "CreateSeqStmt",
  "AlterSeqStmt",
  "CreateEnumStmt",
]);
