// Colours and width follow the stream, the flag and the variables.
import { describe, expect, it } from "vitest";
import { type ScreenOptions, screenOf } from "./screen.ts";

function screen(options: Partial<ScreenOptions> & { isTTY?: boolean; columns?: number }) {
  const { isTTY = true, columns, ...rest } = options;
  return screenOf({
    stream: { isTTY, columns, write: () => true },
    variables: {},
    noColor: false,
    platform: "linux",
    ...rest,
  });
}

const coloured = (options: Parameters<typeof screen>[0]) => screen(options).paint("red", "x") !== "x";

describe("colour", () => {
  it.each([
    ["a terminal", {}, true],
    ["a pipe", { isTTY: false }, false],
    ["--no-color", { noColor: true, variables: { FORCE_COLOR: "1" } }, false],
    ["NO_COLOR", { variables: { NO_COLOR: "1" } }, false],
    ["an empty NO_COLOR", { variables: { NO_COLOR: "" } }, true],
    ["FORCE_COLOR in a pipe", { isTTY: false, variables: { FORCE_COLOR: "1" } }, true],
    ["FORCE_COLOR=0", { variables: { FORCE_COLOR: "0" } }, false],
    ["a dumb terminal", { variables: { TERM: "dumb" } }, false],
  ])("%s", (_case, options, expected) => {
    expect(coloured(options)).toBe(expected);
  });
});

it("cuts nothing in pipes", () => {
  expect(screen({ isTTY: false, columns: 80 }).width()).toBe(Number.POSITIVE_INFINITY);
  expect(screen({ columns: 120 }).width()).toBe(120);
  expect(screen({ columns: 0 }).width()).toBe(80);
});

it.each([
  [{ LANG: "de_DE.UTF-8" }, "linux", true],
  [{ LANG: "C" }, "linux", false],
  [{ LC_ALL: "C", LANG: "de_DE.UTF-8" }, "linux", false],
  [{}, "win32", false],
  [{ WT_SESSION: "1" }, "win32", true],
])("unicode: %j on %s", (variables, platform, expected) => {
  expect(screen({ variables, platform }).unicode).toBe(expected);
});
