// The one error class of Godwit and the one table of its codes: exit status and what to do next.
import { DriverError, LOST } from "./driver-error.ts";

/** Where in a file something is: `line` and `column` count from 1, `column` in characters (code points). */
export interface Location {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** The line itself with a caret under the column, ready to print. */
  readonly excerpt?: string;
}

interface Row {
  /** The status the process ends with: see CONTRACT section 4. */
  readonly status: 1 | 2 | 3 | 4 | 70;
  /** What to do next, with the command. An error may carry a more exact one. */
  readonly hint: string;
}

/** Every code that Godwit can end with. The manual's page `docs/errors.md` explains each; a test compares. */
export const CODES = {
  // asked wrongly
  DATA_SOURCE: {
    status: 2,
    hint: "give `--data` a PostgreSQL URL, or a plain dump as `pg_dump --file=dump.sql` writes it",
  },
  STATS_FILE: { status: 2, hint: "make it with `godwit stats --out FILE`" },
  USAGE: { status: 2, hint: "run `godwit help` to see commands and flags" },
  CONFIG_INVALID: {
    status: 2,
    hint: "correct the setting; `godwit config` prints every value with its origin",
  },
  CONFIG_LOAD: { status: 2, hint: "correct the configuration file, then run `godwit config`" },
  ENVIRONMENT_UNKNOWN: { status: 2, hint: "run `godwit config` to see the environments" },
  NO_DATABASE: { status: 2, hint: "set DATABASE_URL, pass --url, or install the embedded server" },
  NO_MIGRATIONS_FOLDER: { status: 2, hint: "run `godwit init`, or name the folder with --dir" },
  FOLDER_UNREADABLE: { status: 2, hint: "check that the folder exists and that you may read it" },
  FILE_UNREADABLE: { status: 2, hint: "check that the file exists and that you may read it" },
  FILE_WRITE: { status: 2, hint: "choose a place that you may write to, with room left" },
  FILE_EXISTS: { status: 2, hint: "choose another name, or remove the file first" },
  FILE_NAME: { status: 2, hint: "name it VERSION_name.sql; `godwit new NAME` makes one" },
  FILE_ENCODING: { status: 2, hint: "save the file as UTF-8, then run `godwit up` again" },
  FILE_EMPTY: { status: 2, hint: "write at least one statement, or delete the file" },
  HEADER_INVALID: { status: 2, hint: "correct the header line; docs/files.md lists the keys" },
  VERSION_DUPLICATE: { status: 2, hint: "give one of them another number" },
  VERSION_RESERVED: { status: 2, hint: "000 is the history itself; number migrations from 001" },
  RENAME_UNKNOWN: { status: 2, hint: "run `godwit diff` without the rename to see both names" },
  VERSION_UNKNOWN: { status: 2, hint: "run `godwit status` to see the versions" },
  ROLLBACK_ORPHAN: { status: 2, hint: "rename it after its migration, or delete it" },
  ROLLBACK_DUPLICATE: { status: 2, hint: "keep one rollback file per migration" },
  DEPENDS_UNKNOWN: { status: 2, hint: "name an existing version in `Depends`" },
  DEPENDS_CYCLE: { status: 2, hint: "break the circle of `Depends` headers" },
  PLACEHOLDER_UNKNOWN: { status: 2, hint: "declare it under `placeholders` in the configuration" },
  SQL_SYNTAX: { status: 2, hint: "correct the statement, then run the command again" },
  SQL_REFUSED: { status: 2, hint: "remove it from the migration: Godwit must not run this" },
  META_COMMAND: { status: 2, hint: "remove the psql command or write it as SQL" },
  MODULE_INVALID: { status: 2, hint: "export default migration({ up, down })" },
  PLAIN_NODE: { status: 2, hint: "run it with `godwit up`" },
  NOT_ATOMIC: {
    status: 2,
    hint: 'set transaction to "each" for this run: GODWIT_TRANSACTION=each godwit up',
  },
  POOLED: { status: 2, hint: "give `directUrl` a connection that does not pass the pooler" },
  TLS: { status: 2, hint: "check sslmode and sslrootcert; docs/configuration.md explains both" },
  NO_EMBEDDED: { status: 2, hint: "set DATABASE_URL, or install the package for your platform" },
  LAYOUT_NEWER: { status: 2, hint: "install the Godwit version that wrote this history, or a newer one" },
  SERVER_VERSION: { status: 2, hint: "use PostgreSQL 12 or later" },
  RECOVERY: { status: 2, hint: "connect to the primary: this server is a read-only standby" },
  SCHEMA_LOAD: { status: 2, hint: "correct the statement, then run the command again" },
  SCHEMA_SOURCE: {
    status: 2,
    hint: "name a URL, an SQL file or folder, `migrations`, `schema` or `env:NAME`",
  },
  SHADOW_REFUSED: {
    status: 2,
    hint: "leave the `shadow` setting out: an embedded server of its own runs everything",
  },
  SHADOW_MAJOR: { status: 2, hint: "set `shadow` to a server of the same major version, or to embedded" },
  NOT_SUPPORTED: { status: 2, hint: "see docs/ for what this version can do" },
  RESET_PROTECTED: { status: 2, hint: "name another environment: `godwit reset --env dev`" },
  PLAN_FILE: { status: 2, hint: "make it with `godwit plan --out FILE`" },
  // a person must decide
  PLAN_MOVED: { status: 3, hint: "make the plan again with `godwit plan --out FILE`, and review it" },
  CONFIRM: { status: 3, hint: "repeat the command with --yes" },
  CHANGED: {
    status: 3,
    hint: "restore the file, `godwit redo VERSION` while nobody else has it, or accept it: `godwit repair VERSION --done`",
  },
  MISSING: { status: 3, hint: "restore the file, or run `godwit forget VERSION`" },
  OUT_OF_ORDER: { status: 3, hint: "renumber the file, or run `godwit up --allow-out-of-order`" },
  STEPS_EDITED: {
    status: 3,
    hint: "restore the executed statements, or run `godwit repair VERSION --again`",
  },
  EFFECT_UNKNOWN: {
    status: 3,
    hint: "look at the database, then `godwit repair VERSION --done` or `--again`",
  },
  HALF_APPLIED: { status: 3, hint: "run `godwit up` to finish it, or `godwit down --force`" },
  NO_ROLLBACK: { status: 3, hint: "write the rollback file, then run `godwit down` again" },
  ROLLBACK_ALTERED: { status: 3, hint: "restore the rollback file, then run `godwit down` again" },
  FOREIGN_TABLE: {
    status: 3,
    hint: "set history.table or history.schema in the configuration to another name",
  },
  FILES_CHANGED: { status: 3, hint: "run the command again, now that the files are still" },
  PLAN_CIRCLE: {
    status: 3,
    hint: "make one of the changes by hand first, then compare again",
  },
  CHECK_FAILED: { status: 3, hint: "see the problems above; `godwit status` shows every migration" },
  PRECONDITION: { status: 3, hint: "make the `Requires` condition true, then run `godwit up` again" },
  EXPECTATION: {
    status: 3,
    hint: "correct `expect` or the function in the migration, then run `godwit up` again",
  },
  NOT_AS_DECLARED: {
    status: 3,
    hint: "change it where it is managed, or change the migration, then run `godwit up` again",
  },
  KEY_VIOLATIONS: {
    status: 3,
    hint: "correct the items with `ctx.transform` first, then run `godwit up` again",
  },
  HAS_ITEMS: { status: 3, hint: "remove what it still holds first, then run the command again" },
  NO_BACKUP: {
    status: 3,
    hint: "turn on point-in-time recovery, allow dynamodb:CreateBackup, or say why neither is needed: --without-backup REASON",
  },
  STILL_HELD: { status: 3, hint: "the holder is alive; wait for it, or stop it first" },
  // it failed
  MIGRATION_FAILED: {
    status: 1,
    hint: "correct the file, then run `godwit up`: it continues where it stopped",
  },
  ROLLBACK_FAILED: { status: 1, hint: "correct the rollback file, then run `godwit down` again" },
  VERIFY_FAILED: { status: 1, hint: "correct the migration or its verify script, then run `godwit up`" },
  PLAN_FAILED: { status: 1, hint: "nothing was changed; please report the statement with both schemas" },
  PLAN_NOT_PROVED: {
    status: 1,
    hint: "nothing was changed; write what is named above by hand, and please report it",
  },
  HOOK_FAILED: { status: 1, hint: "correct the hook in the configuration, then run the command again" },
  CONNECT: { status: 1, hint: "check the URL and that the server runs; `godwit doctor` looks closer" },
  AUTHENTICATION: {
    status: 1,
    hint: "check user and password; `godwit config` shows where the URL comes from",
  },
  RIGHTS: { status: 1, hint: "`godwit doctor --grants` prints the rights that Godwit needs" },
  SERVER_ERROR: { status: 1, hint: "`godwit doctor` looks at the connection and the rights" },
  SERVER_START: { status: 1, hint: "see the server's log; `godwit db reset` starts with an empty database" },
  HISTORY_TAMPERED: {
    status: 1,
    hint: "restore the log from a backup; docs/history.md has SQL that finds every such line",
  },
  TOO_LONG: {
    status: 1,
    hint: "run it where there is no such limit: `godwit up` from a shell, a CI job or a container",
  },
  UNHEALTHY: { status: 1, hint: "see the failed checks above" },
  WRITE_FAILED: { status: 1, hint: "check free space and rights of the folder, then run the command again" },
  // try again later
  LOCKED: { status: 4, hint: "wait for the other run, or see who it is with `godwit status`" },
  LOCK_LOST: { status: 4, hint: "run `godwit up` again: it continues from the history" },
  LOCK_TIMEOUT: { status: 4, hint: "end the blocking session or wait for it, then run `godwit up` again" },
  CONNECTION_LOST: { status: 4, hint: "run `godwit up` again: it continues from the history" },
  TRANSFORM_CONFLICTS: {
    status: 4,
    hint: "see what writes these items, then run `godwit up` again: it tries them again",
  },
  RESOURCE_BUSY: { status: 4, hint: "run `godwit up` again: it continues where it stopped" },
  SERVICE_LIMIT: {
    status: 4,
    hint: "wait as long as AWS says, then run `godwit up` again: it continues where it stopped",
  },
  CANCELLED: { status: 4, hint: "run `godwit up` again: it continues from the history" },
  CONTINUE: { status: 4, hint: "invoke it again: it continues from the history" },
  // our own bug
  BUG: { status: 70, hint: "this is a bug in Godwit: please report it with the text above" },
} as const satisfies Readonly<Record<string, Row>>;

export type Code = keyof typeof CODES;

export interface ErrorDetails {
  readonly cause?: unknown;
  readonly hint?: string;
  readonly at?: Location;
  /** What the database said, untouched, for reporters that show more than the message. */
  readonly database?: DatabaseSaid;
  /** Which step of how many failed, from 1. */
  readonly step?: { readonly number: number; readonly of: number };
}

/** The database's own words about an error. */
export interface DatabaseSaid {
  /** PostgreSQL's SQLSTATE or DynamoDB's exception name. */
  readonly code?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly where?: string;
}

/** The only error that Godwit throws: a code, what went wrong, where, and what to do next. */
export class GodwitError extends Error {
  readonly code: Code;
  readonly hint: string;
  readonly status: Row["status"];
  readonly at: Location | undefined;
  readonly database: DatabaseSaid | undefined;
  readonly step: ErrorDetails["step"];

  constructor(code: Code, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.name = "GodwitError";
    this.code = code;
    this.hint = details.hint ?? CODES[code].hint;
    this.status = CODES[code].status;
    this.at = details.at;
    this.database = details.database;
    this.step = details.step;
  }
}

/** Turns anything that was thrown into a GodwitError; what we did not foresee is our own bug. */
export function asGodwitError(thrown: unknown): GodwitError {
  if (thrown instanceof GodwitError) return thrown;
  // A connection may break anywhere, also between the statements that are looked after.
  if (thrown instanceof DriverError && thrown.code === LOST) {
    return new GodwitError("CONNECTION_LOST", `the connection to the server was lost: ${thrown.message}`, {
      cause: thrown,
    });
  }
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new GodwitError("BUG", message, { cause: thrown });
}
