// The password of an embedded server: random, in a file that only its owner reads.
import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Null when there is none. */
export function readPassword(folder: string): string | null {
  const file = passwordFile(folder);
  return existsSync(file) ? readFileSync(file, "utf8").trim() : null;
}

/** Letters that need no escaping in a URL. */
export function randomPassword(): string {
  return randomBytes(24).toString("base64url");
}

export function writePassword(folder: string, password: string): void {
  const file = passwordFile(folder);
  writeFileSync(`${file}.new`, `${password}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function passwordFile(folder: string): string {
  return join(folder, "password");
}

/** What PostgreSQL stores instead of the password (RFC 5803), so that the password itself is never sent in SQL. */
export function scramVerifier(password: string, salt: Uint8Array = randomBytes(16)): string {
  const iterations = 4096;
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const hmac = (text: string) => createHmac("sha256", salted).update(text).digest();
  const stored = createHash("sha256").update(hmac("Client Key")).digest("base64");
  const server = hmac("Server Key").toString("base64");
  return `SCRAM-SHA-256$${iterations}:${Buffer.from(salt).toString("base64")}$${stored}:${server}`;
}
