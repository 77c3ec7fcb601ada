// Reaches PostgreSQL with the `pg` package: one client is one session.

import type { ClientConfig, Connection, QueryResult } from "pg";
import pg from "pg";
import { GodwitError } from "../core/errors.ts";
import type { Notice, SqlDriver, SqlSession } from "../postgres/session.ts";
import { type Address, addressOf, type TlsMode } from "./pg-address.ts";
import { asDriverError, runBatch } from "./pg-batch.ts";
import { cancel } from "./pg-cancel.ts";
import { connected } from "./pg-connected.ts";
import { connectError } from "./pg-errors.ts";
import { isEncryptionObstacle, sslOf } from "./pg-tls.ts";

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

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

function nothing(): void {}
