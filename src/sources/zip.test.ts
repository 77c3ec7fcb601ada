import { inflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { zip } from "./zip.ts";

test("an archive's directory leads to the files, and its bytes depend on them alone", () => {
  const files = [
    { name: "index.mjs", bytes: Buffer.from("export const a = 1;\n".repeat(100)) },
    { name: "ä/b.txt", bytes: Buffer.from("") },
  ];
  const archive = Buffer.from(zip(files));
  expect(Buffer.from(zip(files)).equals(archive)).toBe(true);
  const end = archive.length - 22;
  expect(archive.readUInt32LE(end)).toBe(0x06054b50);
  let at = archive.readUInt32LE(end + 16);
  for (const { name, bytes } of files) {
    expect(archive.readUInt32LE(at)).toBe(0x02014b50);
    const [packed, whole] = [archive.readUInt32LE(at + 20), archive.readUInt32LE(at + 24)];
    const length = archive.readUInt16LE(at + 28);
    expect(archive.subarray(at + 46, at + 46 + length).toString()).toBe(name);
    expect(archive.readUInt32LE(at + 38) >>> 16).toBe(0o100644);
    const local = archive.readUInt32LE(at + 42);
    expect(archive.readUInt32LE(local)).toBe(0x04034b50);
    const from = local + 30 + archive.readUInt16LE(local + 26);
    expect(inflateRawSync(archive.subarray(from, from + packed)).equals(bytes)).toBe(true);
    expect(whole).toBe(bytes.length);
    at += 46 + length;
  }
});
