// A migration's parts, written down in the words in which a run says them.
import type { Effect, RecordChange, TestResult, Work, WorkOrder } from "../../core/engine.ts";
import { GodwitError } from "../../core/errors.ts";
import type { Part, Step } from "../../core/step.ts";
import {
  begin,
  beginOwn,
  bookkeeping,
  closing,
  commit,
  type Ledger,
  localLockTimeout,
  ownGround,
  rollback,
} from "../bookkeeping.ts";
import { applicationName } from "../connection.ts";
import { type Operation, operationOf, type StatementOperation } from "../operation.ts";
import { isRolledBack, opened } from "../part-form.ts";
import { type Piece, pieceOf } from "../pieces.ts";
import { SessionState } from "../session-state.ts";
import { literal, type Sql, sql } from "../sql.ts";
import { assertion } from "./assertion.ts";
import type { Page } from "./page.ts";

export interface WrittenWorkParts {
  readonly page: Page;
  readonly ledger: Ledger;
  readonly role: string | undefined;
}

export class WrittenWork implements Work {
  readonly #parts: WrittenWorkParts;
  readonly #order: WorkOrder;
  readonly #state: SessionState;
  /** psql's own session, in the terms of a run's. */
  readonly #session: { readonly pooled: boolean; readonly settings: readonly Sql[] };

  constructor(parts: WrittenWorkParts, order: WorkOrder) {
    const name = applicationName(parts.ledger.run.runId);
    this.#parts = parts;
    this.#order = order;
    this.#session = {
      pooled: false,
      settings: [sql`set application_name = ${literal(name)}`, sql`set client_encoding = 'UTF8'`],
    };
    this.#state = new SessionState({
      role: parts.role,
      replay: order.replay,
      lockTimeoutMs: order.lockTimeoutMs,
      statementTimeoutMs: order.statementTimeoutMs,
      applicationName: name,
    });
  }

  async together(part: Part, after: RecordChange | null, checks: readonly Step[] = []): Promise<void> {
    const { page, ledger } = this.#parts;
    page.add([...opened(part), ...this.#opening()]);
    for (const step of part.steps) page.add(this.#pieces(step));
    if (checks.length > 0) {
      const asked = checks.map((check) => assertion(check, this.#verify()));
      page.add([
        { sql: sql`savepoint godwit_verify` },
        ...asked,
        { sql: sql`rollback to godwit_verify` },
        { sql: sql`release godwit_verify` },
      ]);
    }
    if (after !== null) {
      page.line("-- the history");
      page.add(closing(ledger, after));
    }
    page.add([part.close === undefined ? commit : pieceOf(part.close as Operation)]);
    if (!isRolledBack(part)) this.#state.entered(part.steps, this.#session);
  }

  async announce(_step: Step, change: RecordChange): Promise<void> {
    await this.record(change);
  }

  async alone(step: Step): Promise<void> {
    const operation = statementOf(step);
    this.#parts.page.add([
      ...this.#state.opening(this.#session),
      this.#state.aloneTimeout(operation, this.#order),
      ...this.#pieces(step).slice(0, 1),
    ]);
    this.#state.entered([], this.#session);
  }

  async effect(): Promise<Effect> {
    throw new Error("a script begins with migrations that nobody has begun");
  }

  async record(change: RecordChange): Promise<void> {
    const { page, ledger } = this.#parts;
    page.line("-- the history");
    page.add([beginOwn, ...ownGround, ...bookkeeping(ledger, change), commit]);
  }

  async test(steps: readonly Step[]): Promise<TestResult> {
    const about = `${this.#order.migration.name} requires what is not so`;
    this.#parts.page.add([
      begin,
      ...this.#opening(),
      ...steps.map((step) => assertion(step, about)),
      rollback,
    ]);
    return { ok: true };
  }

  #opening(): Piece[] {
    return [...this.#state.opening(this.#session), localLockTimeout(this.#state.lockTimeoutMs)];
  }

  #pieces(step: Step): Piece[] {
    const operation = statementOf(step);
    return [pieceOf(operation), ...this.#state.after(operation)];
  }

  #verify(): string {
    return `the verify script of ${this.#order.migration.name}`;
  }
}

function statementOf(step: Step): StatementOperation {
  const operation = operationOf(step);
  if (operation.type === "statement") return operation;
  throw new GodwitError(
    "NOT_SUPPORTED",
    `${step.at.file} is TypeScript: what it does is known when it runs`,
    {
      at: step.at,
      hint: "run `godwit up` where the database can be reached, or write the migration as SQL",
    },
  );
}
