// A migration written in TypeScript or JavaScript: what `migration({ up, down })` makes and what it is given.
import { GodwitError } from "./errors.ts";
import { nearest } from "./nearest.ts";

/** Marks a piece of SQL that is safe to put into a statement; the same in every copy of Godwit. */
export const SQL_FRAGMENT: unique symbol = Symbol.for("godwit.sql");

/** A piece of SQL, as the exported `sql` tag and `sql.name` make it. */
export interface SqlFragment {
  readonly [SQL_FRAGMENT]: true;
}

/** What is bound as a parameter, so that it can never become SQL. */
export type SqlParameter =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | Uint8Array
  | readonly SqlParameter[]
  | { readonly [key: string]: unknown };

export type Row = Readonly<Record<string, unknown>>;

/** Runs statements on the migration's own connection, inside its transaction where it has one. */
export interface MigrationSql {
  /** ``await sql`insert into t values (${x})` ``: runs one statement with bound parameters, answers its rows. */
  <R extends object = Row>(
    strings: TemplateStringsArray,
    ...values: readonly (SqlParameter | SqlFragment)[]
  ): Promise<readonly R[]>;
  /** A quoted name, such as `sql.name("billing", "invoices")`. */
  name(...path: readonly [string, ...string[]]): SqlFragment;
  /** A quoted literal, for statements that take no parameters: all DDL. */
  literal(value: string | number | bigint | boolean | null): SqlFragment;
}

/** What a migration works with. */
export interface MigrationContext {
  readonly sql: MigrationSql;
  /** Says something to whoever watches the run. */
  readonly log: (message: string) => void;
  /** Aborts when the run is to end: long loops look at it, `fetch` takes it. */
  readonly signal: AbortSignal;
}

export type Direct = (context: MigrationContext) => Promise<unknown>;

export interface MigrationOptions {
  readonly up: Direct;
  readonly down?: Direct;
  /** `none`: each statement commits on its own, as `create index concurrently` needs. */
  readonly transaction?: "none";
}

const BRAND: unique symbol = Symbol.for("godwit.migration");

/** A migration as a module exports it by default. */
export interface ModuleMigration extends MigrationOptions {
  readonly [BRAND]: true;
}

const KEYS = ["up", "down", "transaction"];

/** Throws MODULE_INVALID: what TypeScript would refuse is refused in plain JavaScript, too. */
export function migration(options: MigrationOptions): ModuleMigration {
  const given: unknown = options;
  if (typeof given !== "object" || given === null) throw invalid("takes an object", "{ up, down }");
  for (const key of Object.keys(given)) {
    if (!KEYS.includes(key))
      throw invalid(`does not know \`${key}\``, nearest(key, KEYS) ?? "up, down or transaction");
  }
  const { up, down, transaction } = given as Readonly<Record<string, unknown>>;
  if (typeof up !== "function") throw invalid("needs a function `up`", "async up({ sql }) { … }");
  if (down !== undefined && typeof down !== "function") {
    throw invalid("has a `down` that is not a function", "async down({ sql }) { … }");
  }
  if (transaction !== undefined && transaction !== "none") {
    throw invalid("knows no transaction but `none`", 'transaction: "none", or leave it out');
  }
  return Object.freeze({ ...options, [BRAND]: true as const });
}

/** Whether a module's default export was made by `migration()`, of this copy of Godwit or another. */
export function isModuleMigration(value: unknown): value is ModuleMigration {
  return typeof value === "object" && value !== null && BRAND in value;
}

/** The default export of `file` as a migration; throws MODULE_INVALID when it is something else. */
export function asModuleMigration(value: unknown, file: string): ModuleMigration {
  if (isModuleMigration(value)) return value;
  throw new GodwitError("MODULE_INVALID", `the default export of ${file} was not made by migration()`, {
    at: { file },
  });
}

function invalid(problem: string, write: string): GodwitError {
  return new GodwitError("MODULE_INVALID", `migration() ${problem}`, { hint: `write ${write}` });
}
