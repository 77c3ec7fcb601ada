// What running a migration needs of the held lock.
import type { RecordChange } from "../core/engine.ts";
import type { Ledger } from "./bookkeeping.ts";
import type { SqlSession } from "./session.ts";
import type { Sql } from "./sql.ts";

export interface Holder {
  readonly lost: AbortSignal;
  readonly ledger: Ledger;
  /** The session that holds the lock: short questions and our own short transactions only. */
  readonly observer: SqlSession;
  readonly role: string | undefined;
  /** Throws when the lock is lost. */
  insist(): Promise<void>;
  /** The session for transactions. */
  worker(): Promise<Worker>;
  /** The session for statements outside transactions: past the pooler, where there is one. */
  direct(): Promise<Worker>;
  record(changes: readonly RecordChange[]): Promise<void>;
}

/** A session that runs migrations; kept from one migration to the next. */
export interface Worker {
  readonly session: SqlSession;
  readonly backendPid: number;
  readonly pooled: boolean;
  /** What to say again after a `reset all`. */
  readonly settings: readonly Sql[];
  /** The last migration may have left more behind than `reset all` undoes. */
  dirty: boolean;
  /**
   * Whether our own statements are prepared here: `not-yet` after a first migration, when another is worth it;
   * `never` where something takes them away.
   */
  prepared: "no" | "not-yet" | "yes" | "never";
}
