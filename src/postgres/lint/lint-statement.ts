// One statement as rules see it: its tree, its transaction, and what of a table it adds.
import type { Node } from "libpg-query";
import { knownLocks, type TakenLock } from "../known-locks.ts";
import type { TransactionRole } from "../parse/nature.ts";
import type { SqlStatement } from "../parse/sql-statement.ts";
import type { ReadStatement } from "./read-plain.ts";
import { type Command, type NewColumn, type NewConstraint, type Parts, partsOf } from "./statement-parts.ts";
import { triggersOf } from "./triggers.ts";

/** How the statement offends against the nesting of transactions. */
export type Nesting = "begin-in-begin" | "end-outside";

export interface Standing {
  readonly index: number;
  /** How it stands to transactions. */
  readonly role: TransactionRole;
  /** Statements with the same number commit together. */
  readonly transaction: number;
  /** Inside of a BEGIN that the file itself has written. */
  readonly explicit: boolean;
  /** Nothing else runs in its transaction. */
  readonly alone: boolean;
  readonly nesting: Nesting | null;
}

export class LintStatement implements Standing {
  readonly sql: SqlStatement;
  /** Null where the statement was not parsed. */
  readonly node: Node | null;
  readonly nodeName: string;
  readonly index: number;
  readonly role: TransactionRole;
  /** What positions in the tree count before the statement's beginning, in bytes. */
  readonly base: number;
  readonly transaction: number;
  readonly explicit: boolean;
  readonly alone: boolean;
  readonly nesting: Nesting | null;
  #parts: Parts | undefined;
  #triggers: readonly string[] | undefined;
  #locks: readonly TakenLock[] | undefined;

  constructor({ sql, node, base }: ReadStatement, standing: Standing) {
    this.sql = sql;
    this.node = node;
    this.base = base;
    this.nodeName = node === null ? "" : (Object.keys(node)[0] ?? "");
    this.index = standing.index;
    this.role = standing.role;
    this.transaction = standing.transaction;
    this.explicit = standing.explicit;
    this.alone = standing.alone;
    this.nesting = standing.nesting;
  }

  get text(): string {
    return this.sql.text;
  }

  /** The commands of an `ALTER TABLE` (or view, index, sequence). */
  get commands(): readonly Command[] {
    return this.#all().commands;
  }

  /** The columns that a `CREATE TABLE` or `ADD COLUMN` makes. */
  get newColumns(): readonly NewColumn[] {
    return this.#all().columns;
  }

  /** What it locks, whether that is new or not. */
  get locks(): readonly TakenLock[] {
    this.#locks ??= this.node === null ? [] : knownLocks(this.node);
    return this.#locks;
  }

  get newConstraints(): readonly NewConstraint[] {
    return this.#all().constraints;
  }

  /** What rules may ask for in their `on`, each once. */
  get triggers(): readonly string[] {
    this.#triggers ??= triggersOf(this);
    return this.#triggers;
  }

  #all(): Parts {
    this.#parts ??= partsOf(this.node);
    return this.#parts;
  }
}
