// Command lines: strict, with suggestions, flags of every command anywhere.
import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import { GodwitError } from "../core/errors.ts";
import { type CommandEntry, command, type Input } from "./command.ts";
import { entryOf, locate, parse } from "./parse.ts";

const flags = {
  to: { value: "VERSION", help: "up to and with it" },
  dryRun: { help: "only list", conflicts: ["to"] },
  phase: { value: "PHASE", help: "only that", choices: ["expand", "contract"] },
  only: { value: "VERSION", help: "only these", many: true },
  count: { value: "N", help: "how many", parse: (text: string) => Number(text) },
  wait: { value: "TIME", help: "how long", setting: "wait" },
  noCheck: { help: "no check" },
} as const;
const args = { name: { help: "a name", optional: true } } as const;
const up = command({
  description: "Applies.",
  examples: [],
  arguments: args,
  flags,
  run: async () => ({ document: {} }),
});

async function refuse(...words: string[]): Promise<GodwitError> {
  try {
    await parse("up", up, words);
  } catch (error) {
    expect(error).toBeInstanceOf(GodwitError);
    return error as GodwitError;
  }
  throw new Error("it was accepted");
}

describe("locate", () => {
  it.each([
    [["up", "--to", "5"], "up", ["--to", "5"]],
    [["--env", "prod", "up"], "up", ["--env", "prod"]],
    [["--env=prod", "--json", "up", "x"], "up", ["--env=prod", "--json", "x"]],
    [["--json"], undefined, ["--json"]],
    [[], undefined, []],
  ])("%j", (words, name, rest) => {
    expect(locate(words)).toEqual({ name, rest });
  });
});

describe("parse", () => {
  it("answers every flag and argument by key", async () => {
    const { input, settings } = await parse("up", up, [
      "n",
      "--to",
      "5",
      "--only=1",
      "--only",
      "2",
      "--env",
      "prod",
    ]);
    expect(input).toMatchObject({
      name: "n",
      to: "5",
      only: ["1", "2"],
      dryRun: false,
      env: "prod",
      json: false,
    });
    expect(input.phase).toBeUndefined();
    expect(settings).toEqual({});
  });

  it("parses values, and collects the settings that flags set", async () => {
    const words = ["--count", "3", "--wait", "5s", "--url", "u", "--no-check", "--no-color"];
    const { input, settings } = await parse("up", up, words);
    expect(input).toMatchObject({ count: 3, noCheck: true, noColor: true });
    expect(settings).toEqual({ wait: { flag: "--wait", value: "5s" }, url: { flag: "--url", value: "u" } });
  });

  it("gives `run` the types of its flags", () => {
    expectTypeOf<Input<typeof args, typeof flags>>().toMatchObjectType<{
      readonly name: string | undefined;
      readonly to: string | undefined;
      readonly dryRun: boolean;
      readonly phase: "expand" | "contract" | undefined;
      readonly only: readonly string[];
      readonly count: number | undefined;
    }>();
  });

  it.each([
    [["--dryrun"], "unknown flag '--dryrun'", "did you mean --dry-run?"],
    [["--enw", "x"], "unknown flag '--enw'", "did you mean --env?"],
    [["--bananas"], "unknown flag '--bananas'", "`godwit help up` explains the command"],
    [["--to"], "argument missing", "godwit help up"],
    [["--phase", "x"], "Allowed choices are expand, contract", "godwit help up"],
    [["a", "b"], "too many arguments", "godwit help up"],
    [["--to", "5", "--dry-run"], "cannot be used with", "godwit help up"],
  ])("refuses %j", async (words, message, hint) => {
    const error = await refuse(...words);
    expect(error.code).toBe("USAGE");
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
  });
});

it("reads any line or refuses it: nothing else is thrown, and nothing is half understood", async () => {
  const word = fc.oneof(
    fc.constantFrom("--to", "--dry-run", "--env", "--json", "--", "-", "--only=", "--count", "-x", "5"),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (words) => {
      try {
        const { input } = await parse("up", up, words);
        expect(Object.keys(input)).toEqual(expect.arrayContaining([...Object.keys(flags), "name", "json"]));
      } catch (error) {
        expect(error).toMatchObject({ code: "USAGE" });
      }
    }),
  );
});

it("suggests a command, but never a hidden one", () => {
  const entry = (name: string, hidden?: true): CommandEntry => ({
    name,
    summary: "",
    group: "Setup",
    load: async () => up,
    ...(hidden ? { hidden } : {}),
  });
  const commands = [entry("status"), entry("complete", true)];
  expect(entryOf("status", commands).name).toBe("status");
  expect(() => entryOf("stauts", commands)).toThrow("there is no command stauts");
  expect(() => entryOf("complet", commands)).toThrow(
    expect.objectContaining({ hint: expect.not.stringContaining("mean") }),
  );
});
