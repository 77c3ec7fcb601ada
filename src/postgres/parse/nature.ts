// What is known of a statement before it runs: how it stands to transactions and session, and what it makes.
import type { IndexStmt } from "libpg-query";

/** How a statement stands to a transaction. `never`: PostgreSQL refuses it inside of a transaction block. */
export type TransactionRole =
  | "shared"
  | "never"
  | "begin"
  | "commit"
  | "rollback"
  | "savepoint"
  | "prepare-transaction";

/** What `BEGIN`, `START TRANSACTION` and `SET TRANSACTION` ask for; only what is written there. */
export interface TransactionModes {
  readonly isolation?: string;
  readonly readOnly?: boolean;
  readonly deferrable?: boolean;
}

export interface Named {
  readonly schema?: string;
  readonly name: string;
}

export type ReindexScope = "index" | "table" | "schema" | "system" | "database";

/** What a statement does, as far as somebody may have to look for its effect. */
export type What =
  | {
      readonly kind: "create-index-concurrently";
      /** Absent where the statement leaves the name to PostgreSQL. */
      readonly index?: string;
      readonly table: Named;
      readonly ifNotExists: boolean;
      readonly node: IndexStmt;
    }
  | { readonly kind: "drop-index-concurrently"; readonly names: readonly Named[]; readonly ifExists: boolean }
  | {
      readonly kind: "reindex";
      readonly concurrently: boolean;
      readonly scope: ReindexScope;
      /** Absent for the current database. */
      readonly target?: Named;
    }
  | { readonly kind: "detach-partition-concurrently"; readonly parent: Named; readonly partition: Named }
  | { readonly kind: "detach-finalize"; readonly parent: Named; readonly partition: Named }
  | {
      readonly kind:
        | "create-database"
        | "drop-database"
        | "alter-database-tablespace"
        | "create-tablespace"
        | "drop-tablespace"
        | "create-subscription"
        | "alter-subscription"
        | "drop-subscription";
      readonly name: string;
    }
  | {
      readonly kind: "alter-type-add-value";
      readonly type: Named;
      readonly value: string;
      readonly ifNotExists: boolean;
    }
  | { readonly kind: "copy-from-client"; readonly table: Named }
  | { readonly kind: "vacuum" | "cluster" | "alter-system" | "call" | "do" | "other" }
  /** Not parsed: judged by its leading words alone. */
  | { readonly kind: "unknown" };

export interface LockTimeoutSetting {
  /** Milliseconds; 0 is without end. `default` is what RESET and SET … TO DEFAULT go back to. */
  readonly value: number | "default";
  /** Only until the end of the transaction. */
  readonly local: boolean;
}

export interface Nature {
  /** The grammar's name of the statement, such as `CreateStmt`; null where it was not parsed. */
  readonly nodeName: string | null;
  readonly transaction: TransactionRole;
  /** `COMMIT AND CHAIN`, `ROLLBACK AND CHAIN`. */
  readonly chain: boolean;
  readonly modes: TransactionModes;
  /**
   * `set-only`: does nothing but set up the session, so a resume repeats it. `touches`: may leave something in
   * the session. `clean`: leaves nothing there.
   */
  readonly session: "set-only" | "touches" | "clean";
  /** Why Godwit must not run it. */
  readonly refused?: string;
  readonly what: What;
  readonly lockTimeout?: LockTimeoutSetting;
}
