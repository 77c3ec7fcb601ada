// Reaches PostgreSQL with the `pg` package: one client is one session.

import { readFileSync } from "node:fs";
import type { ClientConfig, Connection, QueryResult } from "pg";
import pg from "pg";
import { DriverError, LOST } from "../core/driver-error.ts";
import { GodwitError } from "../core/errors.ts";
import type {
  Notice,
  Row,
  RunWatch,
  SqlAnswer,
  SqlDriver,
  SqlResult,
  SqlSession,
} from "../postgres/session.ts";
import type { Sql } from "../postgres/sql.ts";
import { authoritiesFor } from "./authorities.ts";
import { type Address, addressOf, type TlsMode } from "./pg-address.ts";
import { connected } from "./pg-connected.ts";
import { connectError } from "./pg-errors.ts";

export interface PgOptions {
  /** A URL, libpq keywords, or a function that answers one each time a connection is made. */
  readonly url: string | (() => string | Promise<string>);
  readonly directUrl?: string | (() => string | Promise<string>);
  readonly env: Readonly<Record<string, string | undefined>>;
  /** In the place of the one that the URL names. */
  readonly database?: string;
}

/** Opens sessions with `pg`. The URL is asked again for every connection, so that short-lived tokens work. */
export async function pgDriver(options: PgOptions): Promise<SqlDriver> {
  const { database } = options;
  const read = (url: string): Address => {
    const address = addressOf(url, options.env);
    return database === undefined ? address : { ...address, database };
  };
  const address = read(await resolved(options.url));
  const direct =
    options.directUrl === undefined ? null : await pgDriver({ url: options.directUrl, env: options.env });
  return {
    name: "pg",
    direct,
    host: address.host,
    database: address.database,
    elsewhere: (database) => pgDriver({ url: options.url, env: options.env, database }),
    connect: async (applicationName = "godwit") => {
      const { url } = options;
      if (typeof url === "string") return connect(address, applicationName);
      return connectAnew(async () => read(await url()), applicationName);
    },
  };
}

/** A secret is being rotated for a moment: the server has the new password before everybody hears of it. */
const ROTATING_MS = [0, 1_000, 3_000];

/** Where the server refuses who we are, the function is asked again: the password may have been rotated meanwhile. */
async function connectAnew(ask: () => Promise<Address>, applicationName: string): Promise<SqlSession> {
  let address = await ask();
  for (const pause of ROTATING_MS) {
    try {
      return await connect(address, applicationName);
    } catch (error) {
      if (!(error instanceof GodwitError) || error.code !== "AUTHENTICATION") throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
      const fresh = await ask();
      // One that has not changed at all will hardly: only a first look may have come too early.
      if (fresh.password === address.password && pause > 0) throw error;
      address = fresh;
    }
  }
  return connect(address, applicationName);
}

async function resolved(url: PgOptions["url"]): Promise<string> {
  return typeof url === "string" ? url : url();
}

async function connect(address: Address, applicationName: string): Promise<SqlSession> {
  const tries: readonly TlsMode[] =
    address.tls === "prefer"
      ? ["require", "disable"]
      : address.tls === "allow"
        ? ["disable", "require"]
        : [address.tls];
  let failure: unknown;
  for (const tls of tries) {
    try {
      return await connectOnce(address, tls, applicationName);
    } catch (error) {
      failure = error;
      // `prefer` and `allow` try the other way only where encryption itself was the obstacle, as libpq does.
      if (!isEncryptionObstacle(error)) break;
    }
  }
  throw connectError(failure, address);
}

async function connectOnce(address: Address, tls: TlsMode, applicationName: string): Promise<SqlSession> {
  const config: ClientConfig = {
    host: address.socketFolder ?? address.host,
    port: address.port,
    user: address.user,
    database: address.database,
    application_name: applicationName,
    fallback_application_name: "godwit",
    keepAlive: true,
    // A long statement sends nothing for hours, and what stands between forgets silent connections.
    keepAliveInitialDelayMillis: 30_000,
    ssl: address.socketFolder === undefined ? await sslOf(address, tls) : false,
    // Everything but user data stays text: the engine decides what a value means.
    password: address.password ?? (() => passwordFromFile(address)),
    ...(address.options === undefined ? {} : { options: address.options }),
  };
  const client = new pg.Client(config);
  const lost = new AbortController();
  client.on("error", () => lost.abort());
  client.on("end", () => lost.abort());
  let serverVersion = "";
  (client as unknown as Raw).connection.on("parameterStatus", (status: ParameterStatus) => {
    if (status.parameterName === "server_version") serverVersion = status.parameterValue;
  });
  await connected(client, address.connectTimeoutMs);
  return session(client, lost, serverVersion);
}

/** Loaded when the server asks. */
async function passwordFromFile(address: Address): Promise<string> {
  const { fromPasswordFile } = await import("./pg-password-file.ts");
  return fromPasswordFile(address);
}

async function sslOf(address: Address, tls: TlsMode): Promise<ClientConfig["ssl"]> {
  if (tls === "disable") return false;
  const { rootCertificate } = address;
  // libpq's word for the authorities that the platform trusts, which are Node's own default.
  const own = rootCertificate !== undefined && rootCertificate !== "system";
  // `require` verifies only what somebody named.
  const known =
    rootCertificate === undefined && tls.startsWith("verify")
      ? await authoritiesFor(address.host)
      : undefined;
  const ca = own ? read(rootCertificate, "sslrootcert") : known;
  const files = {
    ...(ca === undefined ? {} : { ca }),
    ...(address.certificate === undefined ? {} : { cert: read(address.certificate, "sslcert") }),
    ...(address.key === undefined ? {} : { key: read(address.key, "sslkey") }),
  };
  // libpq: `require` with a root certificate behaves like `verify-ca`; without one nothing is verified.
  const verify = tls === "verify-full" || tls === "verify-ca" || ca !== undefined;
  if (!verify) return { ...files, rejectUnauthorized: false };
  if (tls === "verify-full") return { ...files, rejectUnauthorized: true };
  return { ...files, rejectUnauthorized: true, checkServerIdentity: () => undefined };
}

function read(file: string, setting: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new GodwitError("TLS", `cannot read the ${setting} file ${file}`, { cause });
  }
}

function isEncryptionObstacle(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.message.includes("does not support SSL")) return true;
  // invalid_authorization_specification: "no pg_hba.conf entry …, no encryption"
  return "code" in error && error.code === "28000";
}

interface ParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}

type Raw = { readonly connection: Connection; readonly processID?: number };

function session(client: pg.Client, lost: AbortController, serverVersion: string): SqlSession {
  const { connection } = client as unknown as Raw;
  let listener: ((notice: Notice) => void) | null = null;
  client.on("notice", (notice) => {
    listener?.({
      severity: notice.severity ?? "NOTICE",
      message: notice.message ?? "",
      ...(notice.detail === undefined ? {} : { detail: notice.detail }),
      ...(notice.hint === undefined ? {} : { hint: notice.hint }),
    });
  });
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work, work);
    queue = turn.then(nothing, nothing);
    return turn;
  };
  return {
    startupPid: (client as unknown as Raw).processID ?? 0,
    serverVersion,
    lost: lost.signal,
    run: (batch, watch) => inTurn(() => runBatch(client, batch, watch)),
    query: (text, values) =>
      inTurn(async () => {
        try {
          const result: QueryResult<Record<string, unknown>> = await client.query(text, [...values]);
          return result.rows;
        } catch (error) {
          throw asDriverError(error, 0);
        }
      }),
    listen: (next) => {
      listener = next;
    },
    cancel: () => cancel(client),
    close: async () => {
      listener = null;
      await Promise.race([client.end().catch(() => undefined), pause(2_000)]);
      connection.stream.destroy();
    },
  };
}

/** Values as the server's text, in results of our own batches. */
const asText = { getTypeParser: () => (value: string) => value };

async function runBatch(client: pg.Client, batch: Sql, watch: RunWatch = {}): Promise<SqlAnswer> {
  let done = 0;
  const query = new BatchQuery({ text: batch.text, types: asText as never, queryMode: "simple" } as never);
  query.copyData = [...(watch.copyData ?? [])];
  query.completed = () => {
    done++;
    watch.onDone?.(done);
  };
  return new Promise((resolve, reject) => {
    query.callback = (error: Error | null) => {
      if (error) reject(asDriverError(error, done));
      else resolve(query.answer);
    };
    client.query(query as never);
  });
}

const BOOLEAN_OID = 16;

/** One object for all statements of a kind that give no rows, as a file may hold hundreds of thousands of them. */
const withoutRows = new Map<string, SqlResult>();

function resultOf(result: QueryResult<Row>): SqlResult {
  const field = result.fields[0];
  // Rows may have no columns: `select from …` counts them.
  if (field === undefined && result.rows.length === 0) return resultWithoutRows(result.command ?? "");
  if (field === undefined) return { command: result.command ?? "", rows: result.rows, first: null };
  const first = { name: field.name, boolean: field.dataTypeID === BOOLEAN_OID };
  return { command: result.command ?? "", rows: result.rows, first };
}

function resultWithoutRows(command: string): SqlResult {
  let known = withoutRows.get(command);
  if (!known) {
    known = { command, rows: [], first: null };
    withoutRows.set(command, known);
  }
  return known;
}

// `pg` answers CopyInResponse by refusing, and keeps a result of its own for every statement of a batch: these two
// hooks are all that COPY FROM stdin, progress and large files need.
interface QueryInternals {
  callback: ((error: Error | null) => void) | null;
  readonly _result: { -readonly [K in keyof QueryResult<Row>]: QueryResult<Row>[K] | null };
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleCopyInResponse(connection: Connection): void;
}
const BaseQuery = pg.Query as unknown as new (config: never) => QueryInternals;

class BatchQuery extends BaseQuery {
  readonly answer: SqlResult[] = [];
  copyData: string[] = [];
  completed: () => void = () => undefined;

  override handleCommandComplete(message: unknown, connection: Connection): void {
    this.completed();
    super.handleCommandComplete(message, connection);
    const result = this._result;
    this.answer.push(resultOf(result as QueryResult<Row>));
    // The next statement finds it as if it were new.
    result.command = null;
    result.rows = [];
    result.fields = [];
  }

  override handleCopyInResponse(connection: Connection): void {
    const data = this.copyData.shift();
    const raw = connection as unknown as {
      sendCopyFromChunk(chunk: Buffer): void;
      endCopyFrom(): void;
      sendCopyFail(why: string): void;
    };
    if (data === undefined) {
      raw.sendCopyFail("no data was given for this COPY");
      return;
    }
    raw.sendCopyFromChunk(Buffer.from(data, "utf8"));
    raw.endCopyFrom();
  }
}

function asDriverError(error: unknown, done: number): DriverError {
  if (error instanceof pg.DatabaseError) {
    return new DriverError(error.message, {
      code: error.code ?? "XX000",
      severity: error.severity,
      detail: error.detail,
      hint: error.hint,
      where: error.where,
      position: error.position === undefined ? undefined : Number(error.position),
      done,
      cause: error,
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new DriverError(message, { code: LOST, done, cause: error });
}

/** The wire protocol's CancelRequest goes over a connection of its own, with the key given at start-up. */
function cancel(client: pg.Client): Promise<void> {
  const { processID, secretKey, host, port, ssl } = client as unknown as Endpoint;
  const twin = new pg.Client({ host, port, ssl: ssl as never });
  const { connection } = twin as unknown as { readonly connection: CancelConnection };
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, 3_000);
    connection.on("error", end);
    connection.on("end", end);
    const send = (): void => connection.cancel(processID, secretKey);
    connection.on("connect", () => (ssl ? connection.requestSsl() : send()));
    connection.on("sslconnect", send);
    if (host.startsWith("/")) connection.connect(`${host}/.s.PGSQL.${port}`);
    else connection.connect(port, host);
  });
}

interface Endpoint {
  readonly processID: number;
  readonly secretKey: number;
  readonly host: string;
  readonly port: number;
  readonly ssl: unknown;
}

interface CancelConnection {
  on(event: string, listener: () => void): void;
  connect(portOrPath: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processID: number, secretKey: number): void;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

function nothing(): void {}
