import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readState, type ServerState, writeState } from "./server-state.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "godwit-state-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("what was written is read", () => {
  expect(readState(folder)).toBeNull();
  const states: ServerState[] = [
    { port: 23_456, version: "18.4", durability: "none" },
    { port: 23_456, pid: 4711, version: "1.2.1", durability: "full" },
  ];
  for (const state of states) {
    writeState(folder, state);
    expect(readState(folder)).toEqual(state);
  }
});

test.each(["", "{", "null", "[]", '{"port":"80","version":"18"}', '{"port":80}'])(
  "%j is no state",
  (text) => {
    writeFileSync(join(folder, "server.json"), text);
    expect(readState(folder)).toBeNull();
  },
);
