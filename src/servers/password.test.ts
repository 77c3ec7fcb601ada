import { createHash, createHmac } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { passwordFile, randomPassword, readPassword, scramVerifier, writePassword } from "./password.ts";

test("the verifier proves the example of RFC 7677 right", () => {
  const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
  const [, stored, server] = /\$([^:$]+):([^:$]+)$/.exec(scramVerifier("pencil", salt)) ?? [];
  // The exchange that the RFC prints: from proof and signature back to the two keys.
  const auth =
    "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0," +
    "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  const sign = (key: string) => createHmac("sha256", Buffer.from(key, "base64")).update(auth).digest();
  expect(sign(server ?? "").toString("base64")).toBe("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  const proof = Buffer.from("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "base64");
  const clientKey = sign(stored ?? "").map((byte, at) => byte ^ (proof[at] ?? 0));
  expect(createHash("sha256").update(clientKey).digest("base64")).toBe(stored);
});

test("another password or another salt is another verifier", () => {
  const verifiers = [scramVerifier("a"), scramVerifier("a"), scramVerifier("b")];
  expect(new Set(verifiers).size).toBe(3);
});

test("a password needs no escaping in a URL, and its file is private", () => {
  const folder = mkdtempSync(join(tmpdir(), "godwit-password-"));
  expect(readPassword(folder)).toBeNull();
  const password = randomPassword();
  writePassword(folder, password);
  expect(readPassword(folder)).toBe(password);
  expect(encodeURIComponent(password)).toBe(password);
  expect(password).not.toBe(randomPassword());
  if (process.platform !== "win32") expect(statSync(passwordFile(folder)).mode & 0o777).toBe(0o600);
  rmSync(folder, { recursive: true });
});
