// Where a PostgreSQL server is: a URL or libpq keywords, completed from the PG* variables as libpq does.
import { userInfo } from "node:os";
import { GodwitError } from "../core/errors.ts";

export type TlsMode = "disable" | "allow" | "prefer" | "require" | "verify-ca" | "verify-full";

export interface Address {
  readonly host: string;
  readonly port: number;
  /** Folder of the Unix socket, when the host is one. */
  readonly socketFolder: string | undefined;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  readonly tls: TlsMode;
  readonly rootCertificate: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  readonly options: string | undefined;
  readonly connectTimeoutMs: number;
  readonly passwordFile: string | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Without a password: what looks like one is masked wherever it is printed. */
const FORM =
  "write it as postgresql://user@host:5432/database (a password goes between user and @, after a colon)";

const MODES = new Set<string>(["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]);

/**
 * Reads a connection string. Without `sslmode`, TLS is verified (`verify-full`) for every server but a local one:
 * stricter than libpq's `prefer`, which gives the password to whoever answers.
 */
export function addressOf(text: string, env: Env): Address {
  const given = /^postgres(ql)?:\/\//i.test(text) ? fromUrl(text) : fromKeywords(text);
  const value = (key: string, variable: string): string | undefined =>
    given.get(key) || env[variable] || undefined;
  refuseService(given, env);
  const named = given.get("hostaddr") ?? given.get("host");
  const host = named || env.PGHOSTADDR || env.PGHOST || "localhost";
  if (host.includes(","))
    throw new GodwitError("CONFIG_INVALID", "a connection to several hosts is not supported", {
      hint: "name the primary alone",
    });
  const socketFolder = host.startsWith("/") || host.startsWith("@") ? host : undefined;
  const user = value("user", "PGUSER") ?? userInfo().username;
  const mode = value("sslmode", "PGSSLMODE") ?? (isLocal(host) ? "disable" : "verify-full");
  if (!MODES.has(mode)) {
    throw new GodwitError("CONFIG_INVALID", `sslmode "${mode}" does not exist`, {
      hint: `use one of ${[...MODES].join(", ")}`,
    });
  }
  const port = Number(value("port", "PGPORT") ?? 5432);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new GodwitError("CONFIG_INVALID", `port "${value("port", "PGPORT")}" is not a port number`);
  }
  return {
    host,
    port,
    socketFolder,
    user,
    password: value("password", "PGPASSWORD"),
    database: value("dbname", "PGDATABASE") ?? user,
    tls: mode as TlsMode,
    rootCertificate: value("sslrootcert", "PGSSLROOTCERT"),
    certificate: value("sslcert", "PGSSLCERT"),
    key: value("sslkey", "PGSSLKEY"),
    options: value("options", "PGOPTIONS"),
    connectTimeoutMs: seconds(value("connect_timeout", "PGCONNECT_TIMEOUT") ?? "10") * 1000,
    passwordFile: value("passfile", "PGPASSFILE"),
  };
}

/** Read nowhere here; without it the default would be another server than the one that was meant. */
function refuseService(given: ReadonlyMap<string, string>, env: Env): void {
  const service = given.get("service") ?? (given.has("host") ? undefined : env.PGSERVICE);
  if (!service) return;
  throw new GodwitError("CONFIG_INVALID", `the connection service "${service}" cannot be looked up`, {
    hint: "unset PGSERVICE and write what the service file says into the URL, or into PGHOST and the others",
  });
}

function seconds(text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number >= 0) return number;
  throw new GodwitError("CONFIG_INVALID", `connect_timeout "${text}" is not a number of seconds`);
}

function isLocal(host: string): boolean {
  return (
    host.startsWith("/") ||
    host.startsWith("@") ||
    host === "localhost" ||
    host === "::1" ||
    /^127\./.test(host)
  );
}

function fromUrl(text: string): Map<string, string> {
  const given = new Map<string, string>();
  let url: URL;
  try {
    // libpq needs no host (`postgresql://user@/db?host=/run`), but Node's URL does: a stand-in.
    url = new URL(text.replace(/^postgres(?:ql)?:\/\/(?:[^/?#]*@)?(?=[/?]|$)/i, "$&host.invalid"));
  } catch (cause) {
    throw new GodwitError("CONFIG_INVALID", "the database URL cannot be read", {
      hint: `${FORM}, with special characters percent-encoded`,
      cause: cause instanceof TypeError ? undefined : cause,
    });
  }
  const set = (key: string, value: string): void => {
    if (value !== "") given.set(key, decode(value));
  };
  if (url.hostname !== "host.invalid") set("host", url.hostname.replace(/^\[(.*)\]$/, "$1"));
  set("port", url.port);
  set("user", url.username);
  set("password", url.password);
  set("dbname", url.pathname.slice(1));
  for (const [key, value] of url.searchParams) {
    if (key === "ssl" && value === "true") given.set("sslmode", "verify-full");
    else if (value !== "") given.set(key, value);
  }
  return given;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new GodwitError("CONFIG_INVALID", "the database URL holds a broken percent escape", {
      hint: "write a percent sign itself as %25",
    });
  }
}

/** `host=… port=…`: values may be quoted with '…', and \ escapes the next character. */
function fromKeywords(text: string): Map<string, string> {
  const given = new Map<string, string>();
  const pattern = /\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))\s*/gsy;
  let end = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    given.set(match[1] as string, (match[2] ?? match[3] ?? "").replace(/\\(.)/gs, "$1"));
    end = pattern.lastIndex;
  }
  if (end === 0 || end < text.length) {
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1];
    const what = scheme ? `begins with ${scheme}://` : "is neither a URL nor libpq keywords";
    throw new GodwitError("CONFIG_INVALID", `the database URL ${what}`, { hint: FORM });
  }
  return given;
}
