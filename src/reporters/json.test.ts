// The stream of events: one JSON document per line, appended.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { json } from "./json.ts";
import { screenOf } from "./screen.ts";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "godwit-events-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function open(variables: Readonly<Record<string, string>>) {
  const stream = { write: () => true };
  const screen = screenOf({ stream, variables, noColor: true, platform: "linux" });
  return json({ screen, quiet: false, verbose: false, variables, cwd, now: () => 0 });
}

it("appends a line per event", () => {
  for (const message of ["one", "two"]) {
    const reporter = open({ GODWIT_EVENTS: "events.ndjson" });
    reporter?.report({ type: "note", message });
    reporter?.close();
  }
  const lines = readFileSync(join(cwd, "events.ndjson"), "utf8").trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { type: "note", message: "one" },
    { type: "note", message: "two" },
  ]);
});

it("has nothing to do without GODWIT_EVENTS, and says when it cannot write", () => {
  expect(open({})).toBeUndefined();
  expect(() => open({ GODWIT_EVENTS: "no/such/folder" })).toThrow(
    "named by GODWIT_EVENTS, cannot be written",
  );
});
