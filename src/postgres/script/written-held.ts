// A lock that a script takes when psql runs it: what is done under it is written down.
import type {
  Held,
  RecordChange,
  RunIdentity,
  ScriptStart,
  Work,
  WorkOrder,
  Writing,
} from "../../core/engine.ts";
import type { Ledger } from "../bookkeeping.ts";
import { beginOwn, commit } from "../bookkeeping.ts";
import { applicationName } from "../connection.ts";
import { createTables, type Tables } from "../history.ts";
import { releaseLease } from "../lease.ts";
import { body, literal, type Sql, sql, verbatim } from "../sql.ts";
import { Page } from "./page.ts";
import { WrittenWork } from "./written-work.ts";

export interface WrittenOptions {
  readonly run: RunIdentity;
  readonly tables: Tables;
  readonly role: string | undefined;
  readonly leaseMs: number;
}

export class WrittenHeld implements Held, Writing {
  readonly fence = "psql";
  readonly #options: WrittenOptions;
  readonly #page = new Page();

  constructor(options: WrittenOptions) {
    this.#options = options;
  }

  /** Nothing is held before psql runs the script, so nothing can be lost. */
  get lost(): AbortSignal {
    return NEVER;
  }

  get held(): Held {
    return this;
  }

  remark(text: string): void {
    this.#page.line(`\n-- ${text.replace(/\s+/g, " ")}`);
  }

  async admit(): Promise<void> {}

  work(order: WorkOrder): Work {
    return new WrittenWork({ page: this.#page, ledger: this.#ledger(), role: this.#options.role }, order);
  }

  async record(changes: readonly RecordChange[]): Promise<void> {
    const work = new WrittenWork({ page: this.#page, ledger: this.#ledger(), role: undefined }, NOTHING);
    for (const change of changes) await work.record(change);
  }

  async release(): Promise<void> {}

  text(start: ScriptStart): string {
    const { run, tables } = this.#options;
    const page = new Page();
    page.line(`-- ${start.title}\n-- Run it with psql: psql --no-psqlrc --file=FILE "$DATABASE_URL"`);
    page.line("\\set ON_ERROR_STOP on\n\\set AUTOCOMMIT on\n\\encoding UTF8");
    page.add([
      { sql: sql`set application_name = ${literal(applicationName(run.runId))}` },
      beginOwn,
      // What is there already is no news.
      { sql: sql`set local client_min_messages = warning` },
      { sql: createTables(tables) },
      commit,
      { sql: sql`do ${body(insist(start, tables))}` },
    ]);
    page.line(`${this.#take().text} \\gset godwit_`);
    page.line(this.#page.text());
    page.add([
      { sql: sql`reset session authorization` },
      { sql: sql`reset role` },
      { sql: releaseLease(tables, run.runId) },
      { sql: sql`select pg_catalog.pg_advisory_unlock(${tables.runKey})` },
    ]);
    return page.text();
  }

  /** The fence is a variable of psql: nobody knows it before the script runs. */
  #ledger(): Ledger {
    const { tables, run } = this.#options;
    return { tables, run, fence: verbatim(":godwit_fence") };
  }

  #take(): Sql {
    const { run, tables, leaseMs } = this.#options;
    const { lock } = tables;
    return sql`with taken as (
  update ${lock} set held = true, run_id = ${literal(run.runId)}, beat = beat + 1, mode = 'session', lease_ms = ${literal(leaseMs)},
    host = ${literal(run.host)}, pid = pg_catalog.pg_backend_pid(), who = ${literal(run.who)}, purpose = 'script',
    since = clock_timestamp(), last_beat = clock_timestamp()
  where id = 'lease' and not held returning 1)
update ${lock} set fence = fence + 1 where id = 'fence' and exists (select from taken) returning fence`;
  }
}

const NEVER: AbortSignal = new AbortController().signal;

/** The lock is free, and the history is the one that the script was written for. */
function insist({ direction, after, versions }: ScriptStart, { history, lock, runKey }: Tables): Sql {
  const no = (condition: Sql, why: string): Sql =>
    sql`  if ${condition} then raise exception '%', ${literal(why)}; end if;\n`;
  const all = literal(versions);
  const state =
    direction === "down"
      ? no(
          sql`(select count(*) from ${history} where version = any (${all}) and success) < ${literal(versions.length)}`,
          "not all of the migrations that this script reverts are applied",
        )
      : sql`${no(sql`exists (select from ${history} where version = any (${all}))`, "some of the migrations of this script are in the history already")}${
          after === null
            ? no(
                sql`exists (select from ${history} where kind <> 'history')`,
                "the history is not empty, and this script begins with nothing",
              )
            : no(
                sql`not exists (select from ${history} where version = ${literal(after)} and success)`,
                `${after}, which this script comes after, is not applied`,
              )
        }`;
  return sql`
begin
${no(sql`not pg_catalog.pg_try_advisory_lock(${runKey})`, "another run of Godwit holds the lock")}${no(
  sql`exists (select from ${lock} where id = 'lease' and held)`,
  "a run of Godwit was interrupted: let godwit up finish it first",
)}${state}end `;
}

/** Records are written outside of any migration. */
const NOTHING: WorkOrder = {
  migration: { version: "", name: "" },
  steps: 0,
  lockTimeoutMs: 0,
  statementTimeoutMs: 0,
  lockBudgetMs: 0,
  replay: [],
  report: () => undefined,
  signal: NEVER,
  onBlocked: () => undefined,
};
