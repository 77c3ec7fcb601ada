// What a migration's session is set to, part by part: reset before it, role and timeouts in it, nothing left after.
import type { WorkOrder } from "../core/engine.ts";
import type { Step } from "../core/step.ts";
import type { Worker } from "./holder.ts";
import { operationOf, type StatementOperation } from "./operation.ts";
import type { Piece } from "./pieces.ts";
import { literal, name, type Sql, sql, verbatim } from "./sql.ts";

export interface SessionStateOptions {
  readonly role: string | undefined;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** Session-only steps that earlier parts have run already (rulings 9 and 11). */
  readonly replay: readonly Step[];
  readonly applicationName: string;
}

/** What matters of the session that runs it. */
export type SessionTraits = Pick<Worker, "pooled" | "settings">;

export class SessionState {
  readonly #options: SessionStateOptions;
  readonly #replay: Step[];
  #entered = false;
  /** Earlier parts ran on other sessions than the one that comes next. */
  #scattered = false;
  #lockTimeoutMs: number;

  constructor(options: SessionStateOptions) {
    this.#options = options;
    this.#replay = [...options.replay];
    this.#lockTimeoutMs = options.lockTimeoutMs;
  }

  /** The file's own `SET lock_timeout` counts only where it is lower than ours (ruling 5). */
  get lockTimeoutMs(): number {
    return this.#lockTimeoutMs;
  }

  /** Said inside the first transaction, so that a rollback undoes it and a retry says it again. */
  opening({ pooled, settings }: SessionTraits): Piece[] {
    if (pooled) return this.#pooledOpening();
    if (this.#entered && !this.#scattered) return [];
    const reset = [sql`reset all`, sql`reset session authorization`, sql`reset role`, ...settings];
    return [...reset.map((piece) => ({ sql: piece })), ...this.#own(sql``), ...this.#replayed()];
  }

  #pooledOpening(): Piece[] {
    return [...this.#own(sql`local `), ...this.#replayed()];
  }

  /** The statement timeout is the session's, so that a file's own goes on from part to part. */
  #own(local: Sql): Piece[] {
    const { role, statementTimeoutMs } = this.#options;
    const timeout = sql`set ${local}statement_timeout = ${literal(Math.round(statementTimeoutMs))}`;
    return [{ sql: timeout }, ...(role === undefined ? [] : [{ sql: sql`set ${local}role ${name(role)}` }])];
  }

  #replayed(): Piece[] {
    return this.#replay.flatMap((step) => {
      const operation = operationOf(step) as StatementOperation;
      return [{ sql: verbatim(operation.text) }, ...this.after(operation)];
    });
  }

  /** After a part that was committed: one that is rolled back takes with it what was set in it. */
  entered(steps: readonly Step[], { pooled }: SessionTraits): void {
    this.#entered = true;
    if (!pooled) return;
    // A pooled session is another one each time: what earlier parts set has to be said again.
    this.#scattered = true;
    this.#replay.push(...steps.filter((step) => step.sessionOnly));
  }

  /** Behind a pooler all that is left would reach whoever gets the server's session next. */
  leaving({ pooled }: SessionTraits): Piece[] {
    if (!pooled) return [];
    const pieces = [
      sql`reset all`,
      sql`reset session authorization`,
      sql`reset role`,
      sql`discard temp`,
      sql`unlisten *`,
    ];
    return pieces.map((piece) => ({ sql: piece }));
  }

  /** What has to be said again after a statement that set it otherwise. */
  after({ nature }: StatementOperation): Piece[] {
    if (nature.session === "clean" && nature.lockTimeout === undefined) return [];
    const pieces: Sql[] = [
      // Whatever it did, other sessions must go on seeing whose work this is (ruling 2).
      sql`set application_name = ${literal(this.#options.applicationName)}`,
      // The file is read and sent as UTF-8, whatever it says of itself.
      sql`set client_encoding = 'UTF8'`,
    ];
    const { value } = nature.lockTimeout ?? { value: undefined };
    if (value !== undefined) {
      const wanted = value === "default" || value === 0 ? Number.POSITIVE_INFINITY : value;
      this.#lockTimeoutMs = Math.min(this.#options.lockTimeoutMs, wanted);
      pieces.push(sql`set local lock_timeout = ${literal(Math.round(this.#lockTimeoutMs))}`);
    }
    // The server reads the strings of a whole batch by the setting that held when the batch arrived.
    return pieces.map((piece, index) => ({ sql: piece, last: index === pieces.length - 1 }));
  }

  /**
   * Outside a transaction the lock timeout is the session's. A statement that waits without anyone queueing behind it
   * (a concurrent build waits for old transactions) may use the whole budget; others keep the short timeout.
   */
  aloneTimeout(operation: StatementOperation | undefined, order: WorkOrder): Piece {
    const patient = operation !== undefined && PATIENT.has(operation.nature.what.kind);
    const lockTimeout = patient ? order.lockBudgetMs : this.#lockTimeoutMs;
    return { sql: sql`set lock_timeout = ${literal(Math.round(lockTimeout))}` };
  }
}

/** They take SHARE UPDATE EXCLUSIVE, which no application query conflicts with, neither held nor awaited. */
const PATIENT: ReadonlySet<string> = new Set([
  "create-index-concurrently",
  "drop-index-concurrently",
  "reindex",
  "vacuum",
]);
