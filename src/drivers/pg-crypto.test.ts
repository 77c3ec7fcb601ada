import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import fc from "fast-check";
import { expect, it } from "vitest";
import * as ours from "./pg-crypto.ts";

/** What `pg` would load by itself; ours must be the same to it. */
const theirs = createRequire(import.meta.url)("pg/lib/crypto/utils.js") as typeof ours;

const bytes = fc.uint8Array({ maxLength: 200 });
const text = fc.string({ unit: "grapheme" });
const hex = (data: ArrayBuffer | Uint8Array) => Buffer.from(data as ArrayBuffer).toString("hex");

it("has everything that pg asks for", () => {
  const asked = Object.keys(theirs).filter((name) => name !== "md5");
  expect(Object.keys(ours).sort()).toEqual(asked.sort());
});

it("hashes as pg does", async () => {
  await fc.assert(
    fc.asyncProperty(bytes, text, async (data, message) => {
      const key = Buffer.concat([Buffer.from("k"), data]);
      expect(hex(ours.sha256(data))).toBe(hex(await theirs.sha256(data)));
      expect(hex(ours.hmacSha256(key, message))).toBe(hex(await theirs.hmacSha256(key, message)));
      for (const name of ["SHA-256", "SHA-384", "SHA-512"])
        expect(hex(ours.hashByName(name, data))).toBe(hex(await theirs.hashByName(name, data)));
    }),
  );
});

it("derives keys and answers MD5 as pg does", async () => {
  await fc.assert(
    fc.asyncProperty(
      text,
      text,
      fc.uint8Array({ minLength: 4, maxLength: 20 }),
      async (user, password, salt) => {
        expect(hex(await ours.deriveKey(password, salt, 10))).toBe(
          hex(await theirs.deriveKey(password, salt, 10)),
        );
        expect(ours.postgresMd5PasswordHash(user, password, salt)).toBe(
          await theirs.postgresMd5PasswordHash(user, password, salt),
        );
      },
    ),
    { numRuns: 30 },
  );
});

it("makes nonces of the length asked for", () => {
  expect(ours.randomBytes(18)).toHaveLength(18);
  expect(ours.randomBytes(18)).not.toEqual(randomBytes(18));
});
