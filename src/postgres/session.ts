// What the engine needs of a PostgreSQL driver: one session, simple-protocol batches, notices, cancel.
import { DriverError, LOST } from "../core/driver-error.ts";
import type { Driver, Session } from "../core/engine.ts";
import type { Sql } from "./sql.ts";

/** A row with every value as the server's text, or null. */
export type Row = Readonly<Record<string, string | null>>;

export interface SqlResult {
  /** The command tag's first word(s), such as `INSERT`. */
  readonly command: string;
  readonly rows: readonly Row[];
  /** Name of the first column, and whether it is a boolean; null when the statement gives no rows. */
  readonly first: { readonly name: string; readonly boolean: boolean } | null;
}

/** One result per statement of the batch, in order. */
export type SqlAnswer = readonly SqlResult[];

export interface Notice {
  readonly severity: string;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
}

export interface RunWatch {
  /** Called with the number of statements done so far, as the server completes them. */
  readonly onDone?: (done: number) => void;
  /** Data for the `COPY … FROM stdin` statements of the batch, in order. */
  readonly copyData?: readonly string[];
}

/** A real or pooled session. Calls are queued: one batch at a time. */
export interface SqlSession extends Session<Sql, SqlAnswer> {
  /** The process id the server gave at start-up; a pooler gives one that is not the backend's. */
  readonly startupPid: number;
  /** As the server says at start-up, such as `18.4` or `17.10 (Debian …)`; empty where it does not. */
  readonly serverVersion: string;
  /** Sends the text as one simple query; on an error throws DriverError and stays usable unless `lost`. */
  run(batch: Sql, watch?: RunWatch): Promise<SqlAnswer>;
  /** Runs one statement with bound parameters and gives rows in the driver's natural JavaScript types. */
  query(text: string, values: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  /** Listens to NOTICE and WARNING; one listener at a time, null to stop. */
  listen(listener: ((notice: Notice) => void) | null): void;
  /** Asks the server, over a connection of its own, to cancel what this session runs. */
  cancel(): Promise<void>;
  /** Aborts when the connection is gone. */
  readonly lost: AbortSignal;
}

export interface SqlDriver extends Driver<SqlSession> {
  /** Opens a session; `applicationName` is what other sessions see of us. */
  connect(applicationName?: string): Promise<SqlSession>;
  /** The same database without a pooler in between, when one was configured. */
  readonly direct: SqlDriver | null;
  /** Another database of the same server, for the same user. */
  elsewhere(database: string): Promise<SqlDriver>;
  /** Host and database for people, without secrets. */
  readonly host: string;
  readonly database: string;
}

/** The session is of no more use: the connection broke, or the server ended it. */
export function isLost(error: unknown): boolean {
  if (!(error instanceof DriverError)) return false;
  return error.code === LOST || error.code.startsWith("08") || SHUTDOWN.has(error.code);
}

// admin_shutdown, crash_shutdown, cannot_connect_now, idle_session_timeout, database_dropped
const SHUTDOWN = new Set(["57P01", "57P02", "57P03", "57P05", "57P04"]);
