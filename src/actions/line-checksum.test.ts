// Checksums as other tools keep them.
import { expect, test } from "vitest";
import { fits, lineChecksum } from "./line-checksum.ts";

test("is CRC-32 of the lines without their ends, as a signed number", () => {
  // The check value of CRC-32 is that of these nine digits.
  expect(lineChecksum(Buffer.from("123456789"))).toBe(0xcbf43926 | 0);
  expect(lineChecksum(Buffer.from("1234\r\n567\n89\n"))).toBe(0xcbf43926 | 0);
  expect(lineChecksum(Buffer.from("\uFEFF123456789"))).toBe(0xcbf43926 | 0);
  expect(lineChecksum(Buffer.from(""))).toBe(0);
});

test("tells a file from another", () => {
  const bytes = Buffer.from("select 1;\n");
  expect(fits({ kind: "lines-crc32", value: String(lineChecksum(bytes)) }, bytes)).toBe(true);
  expect(fits({ kind: "lines-crc32", value: "1" }, bytes)).toBe(false);
  const sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  expect(fits({ kind: "sha256", value: sha256.toUpperCase() }, Buffer.from(""))).toBe(true);
});
