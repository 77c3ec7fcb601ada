// Why a connection to PostgreSQL could not be made, in words a person can act on.
import { DriverError, LOST } from "../core/driver-error.ts";
import { GodwitError } from "../core/errors.ts";
import type { Address } from "./pg-address.ts";

/** Maps what `pg` threw while connecting. A server that is full or slow stays a DriverError: the caller retries it. */
export function connectError(error: unknown, address: Address): GodwitError | DriverError {
  if (error instanceof GodwitError || error instanceof DriverError) return error;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message || code : String(error);
  const where = address.socketFolder === undefined ? `${address.host}:${address.port}` : address.socketFolder;
  const database = { code };
  if (code === "53300" || code === "57P03") return new DriverError(message, { code: code, cause: error });
  if (code === "28P01" || code === "28000" || /SASL|password must be a string/i.test(message)) {
    const text =
      /SASL|password must/i.test(message) && code === ""
        ? "the server wants a password and none was given"
        : message;
    return new GodwitError("AUTHENTICATION", `${where} refused user "${address.user}": ${text}`, {
      cause: error,
      database,
    });
  }
  if (code === "3D000") {
    return new GodwitError("CONNECT", `database "${address.database}" does not exist on ${where}`, {
      hint: `create it first, with createdb ${address.database}`,
      cause: error,
      database,
    });
  }
  if (message.includes("does not support SSL")) {
    return new GodwitError("TLS", `${where} does not offer TLS`, {
      hint: "add ?sslmode=disable to the URL if the network between is trusted",
      cause: error,
    });
  }
  if (isCertificateProblem(code, message)) {
    return new GodwitError("TLS", `the certificate of ${where} could not be verified: ${message}`, {
      hint: "give the authority's certificate with ?sslrootcert=FILE, or see sslmode in docs/configuration.md",
      cause: error,
    });
  }
  if (code === "ECONNREFUSED" || code === "ENOENT") {
    return new GodwitError("CONNECT", `no PostgreSQL server answers at ${where}`, { cause: error });
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return new GodwitError("CONNECT", `the host name "${address.host}" is not known`, { cause: error });
  }
  if (/timeout expired/.test(message)) {
    return new GodwitError("CONNECT", `${where} did not answer within ${address.connectTimeoutMs / 1000} s`, {
      cause: error,
    });
  }
  return new GodwitError("CONNECT", `cannot connect to ${where}: ${message}`, {
    cause: error,
    ...(code === "" || code === LOST ? {} : { database }),
  });
}

function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  if ("errors" in error && Array.isArray(error.errors)) return codeOf(error.errors[0]) || String(error.code);
  return String(error.code);
}

function isCertificateProblem(code: string, message: string): boolean {
  return /CERT|ALTNAME|SELF_SIGNED|UNABLE_TO_|ERR_TLS/.test(code) || /certificate|self.signed/i.test(message);
}
