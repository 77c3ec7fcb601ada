// One script as rules see it: its statements, each with the transaction that it runs in.
import { GodwitError } from "../../core/errors.ts";
import type { LintScript } from "../../core/linter.ts";
import type { Header } from "../../core/migration.ts";
import { readDocument } from "../parse/document.ts";
import type { TransactionRole } from "../parse/nature.ts";
import { isChained, transactionRole } from "../parse/transaction.ts";
import { LintStatement, type Nesting } from "./lint-statement.ts";
import type { LintOptions } from "./options.ts";
import { type ReadStatement, readPlain } from "./read-plain.ts";

export interface LintFile {
  readonly file: string;
  readonly role: LintScript["role"];
  readonly header: Header;
  readonly hasRollback: boolean;
  /** The project has it as a migration, with all that belongs to one. */
  readonly isMigration: boolean;
  readonly statements: readonly LintStatement[];
  /** Transactions in which a table is altered. */
  readonly altering: ReadonlySet<number>;
  /** The BEGIN that no COMMIT ends. */
  readonly open: LintStatement | null;
  /** What stopped the reading: the statements before it are here. */
  readonly error: GodwitError | null;
  /** The file's own bytes. */
  readonly bytes: Uint8Array;
}

export async function lintFile(
  { script, header, role, hasRollback }: LintScript,
  { placeholders }: Pick<LintOptions, "placeholders">,
): Promise<LintFile> {
  const bytes = script.read();
  const plain = readPlain(bytes, script.file);
  const { read, error } = plain
    ? { read: plain, error: null }
    : await readExactly(script, bytes, placeholders);
  const transactions = new Transactions(header.transaction === "none");
  const statements = read.map((one, index) => {
    const { node, sql } = one;
    const own = node === null ? sql.nature.transaction : transactionRole(node);
    const place = transactions.next(own, node === null ? sql.nature.chain : isChained(node));
    const statement = new LintStatement(one, { index, role: own, ...place });
    transactions.took(statement);
    return statement;
  });
  return {
    file: script.file,
    role,
    header,
    hasRollback,
    isMigration: role === "up" || role === "down",
    statements,
    altering: new Set(
      statements.flatMap(({ nodeName, transaction }) => (nodeName === "AlterTableStmt" ? [transaction] : [])),
    ),
    open: transactions.open,
    error,
    bytes,
  };
}

/** Statement by statement, as a run reads it: the statements before an error are there, and the error. */
async function readExactly(
  script: LintScript["script"],
  bytes: Uint8Array,
  placeholders: LintOptions["placeholders"],
): Promise<{ readonly read: readonly ReadStatement[]; readonly error: GodwitError | null }> {
  const read: ReadStatement[] = [];
  const include = script.include?.bind(script);
  try {
    await readDocument({
      bytes,
      file: script.file,
      placeholders,
      ...(include ? { include } : {}),
      onStatement: (sql, node) => read.push({ sql, node, base: 0 }),
    });
  } catch (error) {
    if (!(error instanceof GodwitError)) throw error;
    return { read, error };
  }
  return { read, error: null };
}

/** Follows BEGIN and COMMIT as a run does: what no transaction holds runs alone, the rest of the file together. */
class Transactions {
  /** The BEGIN that is open. */
  open: LintStatement | null = null;
  #explicit = false;
  #number = 0;
  readonly #each: boolean;

  constructor(each: boolean) {
    this.#each = each;
  }

  next(role: TransactionRole, chain: boolean) {
    const inside = this.#explicit;
    let nesting: Nesting | null = null;
    let alone = false;
    if (role === "begin") {
      if (inside) nesting = "begin-in-begin";
      else this.#number++;
      this.#explicit = true;
    } else if (role === "commit" || role === "rollback" || role === "prepare-transaction") {
      if (!inside) nesting = "end-outside";
      const transaction = this.#number++;
      this.#explicit = chain;
      return { transaction, explicit: inside, alone, nesting };
    } else if (!inside && (role === "never" || this.#each)) {
      alone = true;
      this.#number++;
      const transaction = this.#number++;
      return { transaction, explicit: false, alone, nesting };
    }
    return { transaction: this.#number, explicit: this.#explicit, alone, nesting };
  }

  took(statement: LintStatement): void {
    if (!this.#explicit) this.open = null;
    else if (statement.role === "begin") this.open = statement;
  }
}
