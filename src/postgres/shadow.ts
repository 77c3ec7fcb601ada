// One shadow: an empty database in which desired state is loaded, plans are tried, and what came out is read.

import type { Demand } from "../core/demand.ts";
import type { DatabaseIdentity } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Extent, Pace } from "../core/estimate.ts";
import type { FactKey, Schema, SchemaReading } from "../core/fact.ts";
import type { Finding } from "../core/finding.ts";
import type { PlannedStep } from "../core/planned-step.ts";
import type { QueryTrial } from "../core/query-trial.ts";
import type { RowPrints } from "../core/row-print.ts";
import type {
  Contents,
  Fillable,
  LoadOptions,
  LoadReport,
  ReadSchemaOptions,
  SchemaText,
  Shadow,
  Skipped,
  Unfilled,
} from "../core/schema-database.ts";
import { stepGroups } from "../core/step-groups.ts";
import { readDesired } from "./desired-statements.ts";
import { emptyTables } from "./empty-tables.ts";
import { type PrintForm, RowFollower } from "./follow-rows.ts";
import { SchemaFollower } from "./follow-schema.ts";
import { generateRows } from "./generate-rows.ts";
import { type LoadDesired, loadDesired } from "./load.ts";
import { measurePace } from "./pace.ts";
import { madeBy } from "./parse/made-by.ts";
import type { SqlStatement } from "./parse/sql-statement.ts";
import { type Piece, PieceError, send } from "./pieces.ts";
import { PostgresQueryTrial } from "./query-trial.ts";
import { rowsLost } from "./rows-lost.ts";
import { majorOf, PostgresSchemaDatabase } from "./schema-database.ts";
import { serverError } from "./server-error.ts";
import { isLost, type SqlSession } from "./session.ts";
import { contentsOf } from "./shadow-contents.ts";
import { literal, type Sql, sql } from "./sql.ts";
import { writtenContents } from "./written-contents.ts";

export interface ShadowParts extends Pick<LoadDesired, "recipe" | "ownCluster" | "strict"> {
  readonly session: SqlSession;
  readonly url: string;
  readonly host: string;
  /** Drops the database. */
  readonly drop: () => Promise<void>;
  /** Tables for which no row could be made up, on any shadow of the server: `generateRows`. */
  readonly unfillable: Map<string, string>;
  /** Another session like the first, which is closed by then. */
  readonly reopen: () => Promise<SqlSession>;
  /** A shadow on a copy of the database, to which nobody is connected. */
  readonly fork: () => Promise<Shadow>;
}

/** A transaction with thousands of statements would run out of locks: here nobody sees what is half done. */
const LARGEST_GROUP = 200;

export class PostgresShadow implements Shadow {
  #parts: ShadowParts;
  #database: PostgresSchemaDatabase;
  /** Sessions of their own, with what they have prepared. */
  readonly #followers: SqlSession[] = [];
  readonly #rows = new Map<PrintForm, Promise<RowFollower>>();
  #closing: Promise<void> | undefined;

  constructor(parts: ShadowParts) {
    this.#parts = parts;
    this.#database = new PostgresSchemaDatabase({ ...parts, database: "shadow" });
  }

  get url(): string {
    return this.#parts.url;
  }

  get user(): string {
    return decodeURIComponent(new URL(this.#parts.url).username);
  }

  identify(): Promise<DatabaseIdentity> {
    return this.#database.identify();
  }

  read(options?: ReadSchemaOptions): Promise<SchemaReading> {
    return this.#database.read(options);
  }

  async follow(options: ReadSchemaOptions = {}): Promise<() => Promise<Schema>> {
    const { session: own } = this.#parts;
    const session = await this.#aside();
    const follower = new SchemaFollower(session, { ...options, major: majorOf(own.serverVersion) });
    return async () => {
      try {
        return await follower.read();
      } catch (error) {
        throw serverError(error, "read the schema");
      }
    };
  }

  occupied(): Promise<ReadonlyMap<FactKey, Extent>> {
    return this.#database.occupied();
  }

  ask(demand: Demand): Promise<readonly Finding[]> {
    return this.#database.ask(demand);
  }

  async load(texts: readonly SchemaText[], { order = "given" }: LoadOptions = {}): Promise<LoadReport> {
    const desired = await readDesired(texts);
    try {
      return await loadDesired(desired, { ...this.#parts, order });
    } catch (error) {
      throw serverError(error instanceof PieceError ? error.cause : error, "load the schema");
    }
  }

  /** Extensions come with the server's binaries. */
  lacking(schema: Schema): Promise<readonly Skipped[]> {
    const wanted = [...schema.values()].filter(({ id }) => id.kind === "extension");
    return this.#unavailable(wanted.map(({ id }) => id.path[0] ?? ""));
  }

  async lackingFor(texts: readonly SchemaText[]): Promise<readonly Skipped[]> {
    const { statements } = await readDesired(texts.filter(mayMakeExtensions));
    const made = statements.filter(({ statement }) => statement.nature.nodeName === "CreateExtensionStmt");
    return this.#unavailable(made.map(({ statement }) => madeName(statement)));
  }

  async #unavailable(extensions: readonly string[]): Promise<readonly Skipped[]> {
    if (extensions.length === 0) return [];
    const { session, recipe } = this.#parts;
    const [answer] =
      await session.run(sql`select distinct wanted as name from unnest(${literal(extensions)}) as wanted
where wanted not in (select name::text from pg_catalog.pg_available_extensions) order by 1`);
    return (answer?.rows ?? []).map(({ name }) => ({
      rule: "shadow-extension",
      severity: "warning",
      message: `the extension ${name} is not available on the shadow`,
      hint: recipe,
      makes: [name ?? ""],
    }));
  }

  async fill(which: Fillable = {}): Promise<readonly Unfilled[]> {
    try {
      return await generateRows(this.#parts.session, which, this.#parts.unfillable);
    } catch (error) {
      throw serverError(error, "fill the shadow");
    }
  }

  async empty(tables: readonly string[]): Promise<boolean> {
    const all = new Set(tables);
    try {
      return await emptyTables(this.#parts.session, all);
    } catch (error) {
      throw serverError(error, "empty the shadow's tables");
    }
  }

  rowPrints(except?: ReadonlySet<string>, anywhere?: boolean): Promise<RowPrints> {
    return this.#prints("hashes", except, anywhere);
  }

  countRows(except?: ReadonlySet<string>, anywhere?: boolean): Promise<RowPrints> {
    return this.#prints("counts", except, anywhere);
  }

  async #prints(
    form: PrintForm,
    except: ReadonlySet<string> = new Set(),
    anywhere = true,
  ): Promise<RowPrints> {
    try {
      const rows = this.#rows.get(form) ?? this.#aside().then((session) => new RowFollower(session, form));
      this.#rows.set(form, rows);
      return await (await rows).read({ except, anywhere });
    } catch (error) {
      throw serverError(error, "read the shadow's rows");
    }
  }

  async watchRows(except?: ReadonlySet<string>): Promise<() => Promise<readonly string[]>> {
    const before = await this.rowPrints(except);
    return async () => rowsLost(before, await this.rowPrints(except));
  }

  async contents(except?: ReadonlySet<string>): Promise<Contents> {
    try {
      return await contentsOf(this.#parts.session, except);
    } catch (error) {
      throw serverError(error, "read the shadow's rows");
    }
  }

  async writtenContents(except?: ReadonlySet<string>): Promise<readonly string[]> {
    try {
      return await writtenContents(this.#parts.session, except);
    } catch (error) {
      throw serverError(error, "read the shadow's rows");
    }
  }

  async tryQueries(texts: readonly SchemaText[]): Promise<QueryTrial> {
    const { statements } = await readDesired(texts);
    return new PostgresQueryTrial(
      await this.#aside(),
      statements.map(({ statement }) => statement),
    );
  }

  async apply(steps: readonly PlannedStep[]): Promise<void> {
    const { session } = this.#parts;
    // As plans are run: bodies may name what comes later, and what an index or a check runs may need the usual path.
    await session.run(sql`reset all; set check_function_bodies = off`);
    for (const group of stepGroups(steps as readonly PlannedStep<Sql>[], LARGEST_GROUP)) {
      const pieces = group.map((step): Piece => ({ sql: step.op }));
      try {
        await send(pieces, { session });
      } catch (error) {
        const failed =
          error instanceof PieceError && error.at.piece ? group[pieces.indexOf(error.at.piece)] : undefined;
        if (!(error instanceof PieceError) || !failed || isLost(error.cause))
          throw serverError(error, "try the plan");
        const { message, code, detail } = error.cause;
        throw new GodwitError(
          "PLAN_FAILED",
          `the shadow refuses a step of the plan: ${message}\n  ${failed.text}`,
          {
            cause: error.cause,
            database: { code, ...(detail === undefined ? {} : { detail }) },
          },
        );
      }
    }
  }

  async measurePace(): Promise<Pace> {
    try {
      return await measurePace(this.#parts.session);
    } catch (error) {
      throw serverError(error, "measure the shadow's pace");
    }
  }

  /** The server copies the files of a database only while no session is in it. */
  async copy(): Promise<Shadow> {
    await this.#unfollow();
    await this.#parts.session.close();
    try {
      return await this.#parts.fork();
    } finally {
      this.#parts = { ...this.#parts, session: await this.#parts.reopen() };
      this.#database = new PostgresSchemaDatabase({ ...this.#parts, database: "shadow" });
    }
  }

  /** A session for somebody who prepares statements in it, until the next copy. */
  async #aside(): Promise<SqlSession> {
    const session = await this.#parts.reopen();
    this.#followers.push(session);
    return session;
  }

  async #unfollow(): Promise<void> {
    this.#rows.clear();
    await Promise.all(this.#followers.splice(0).map((session) => session.close()));
  }

  /** May be called more than once. */
  close(): Promise<void> {
    this.#closing ??= (async () => {
      await this.#unfollow();
      await this.#parts.session.close();
      await this.#parts.drop();
    })();
    return this.#closing;
  }
}

/** To read a text takes far longer: what it includes, and what a placeholder stands for, may do so as well. */
function mayMakeExtensions({ text }: SchemaText): boolean {
  const words = typeof text === "string" ? text : Buffer.from(text).toString("latin1");
  return /extension|\\i|\$\{/i.test(words);
}

function madeName(statement: SqlStatement): string {
  const parsed = statement.parse();
  return ("node" in parsed && madeBy(parsed.node)?.at(-1)) || "";
}
