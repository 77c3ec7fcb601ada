// How a connection is encrypted, and whose certificate is believed, with libpq's meanings.
import { readFileSync } from "node:fs";
import type { ClientConfig } from "pg";
import { GodwitError } from "../core/errors.ts";
import { authoritiesFor } from "./authorities.ts";
import type { Address, TlsMode } from "./pg-address.ts";

export async function sslOf(address: Address, tls: TlsMode): Promise<ClientConfig["ssl"]> {
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

/** Encryption itself is in the way, not a certificate or a password. */
export function isEncryptionObstacle(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.message.includes("does not support SSL")) return true;
  // invalid_authorization_specification: "no pg_hba.conf entry …, no encryption"
  return "code" in error && error.code === "28000";
}
