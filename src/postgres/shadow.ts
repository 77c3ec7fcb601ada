// One shadow: an empty database in which desired state is loaded, plans are tried, and what came out is read.

import type { Demand } from "../core/demand.ts";
import type { DatabaseIdentity } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Extent, Pace } from "../core/estimate.ts";
import type { FactKey, Schema, SchemaReading } from "../core/fact.ts";
import type { Finding } from "../core/finding.ts";
import type { PlannedStep } from "../core/planned-step.ts";
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
import { readDesired } from "./desired-statements.ts";
import { SchemaFollower } from "./follow-schema.ts";
import { generateRows } from "./generate-rows.ts";
import { type LoadDesired, loadDesired } from "./load.ts";
import { measurePace } from "./pace.ts";
import { madeBy } from "./parse/made-by.ts";
import type { SqlStatement } from "./parse/sql-statement.ts";
import { type Piece, PieceError, send } from "./pieces.ts";
import { rowCounts } from "./row-counts.ts";
import { rowPrints, rowsLost } from "./row-prints.ts";
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
  /** Another session like the first, which is closed by then. */
  readonly reopen: () => Promise<SqlSession>;
  /** A shadow on a copy of the database, to which nobody is connected. */
  readonly fork: () => Promise<Shadow>;
}

export class PostgresShadow implements Shadow {
  #parts: ShadowParts;
  #database: PostgresSchemaDatabase;
  /** Tables for which no row could be made up. */
  readonly #unfillable = new Map<string, string>();
  /** Sessions of their own, with what they have prepared. */
  readonly #followers: SqlSession[] = [];
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
    const { reopen, session: own } = this.#parts;
    const session = await reopen();
    this.#followers.push(session);
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
    const { statements } = await readDesired(texts);
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
      return await generateRows(this.#parts.session, which, this.#unfillable);
    } catch (error) {
      throw serverError(error, "fill the shadow");
    }
  }

  async rowPrints(except?: ReadonlySet<string>): Promise<RowPrints> {
    try {
      return await rowPrints(this.#parts.session, except);
    } catch (error) {
      throw serverError(error, "read the shadow's rows");
    }
  }

  async watchRows(except?: ReadonlySet<string>): Promise<() => Promise<readonly string[]>> {
    const prints = async () => {
      try {
        return await rowPrints(this.#parts.session, except);
      } catch (error) {
        throw serverError(error, "read the shadow's rows");
      }
    };
    const before = await prints();
    return async () => rowsLost(before, await prints());
  }

  async countRows(except?: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
    try {
      return await rowCounts(this.#parts.session, except);
    } catch (error) {
      throw serverError(error, "count the shadow's rows");
    }
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

  async apply(steps: readonly PlannedStep[]): Promise<void> {
    const { session } = this.#parts;
    // As plans are run: nothing is found by a search path, and bodies may name what comes later.
    await session.run(sql`reset all; set check_function_bodies = off; set search_path = ''`);
    for (const group of groupsOf(steps as readonly PlannedStep<Sql>[])) {
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

  async #unfollow(): Promise<void> {
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

function madeName(statement: SqlStatement): string {
  const parsed = statement.parse();
  return ("node" in parsed && madeBy(parsed.node)?.at(-1)) || "";
}

/** A transaction with thousands of statements would run out of locks: here nobody sees what is half done. */
const LARGEST_GROUP = 200;

function* groupsOf(steps: readonly PlannedStep<Sql>[]): Generator<readonly PlannedStep<Sql>[]> {
  let group: PlannedStep<Sql>[] = [];
  for (const step of steps) {
    const alone = step.transaction === "none";
    if (group.length > 0 && (alone || group.length >= LARGEST_GROUP)) {
      yield group;
      group = [];
    }
    group.push(step);
    if (step.transaction === "shared") continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
