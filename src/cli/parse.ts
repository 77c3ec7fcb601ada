// Command lines: finds the command, then reads its flags strictly, with a suggestion for a slip.
import { CommanderError } from "commander";
import { GodwitError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import type { Command, CommandEntry } from "./command.ts";
import { type Flag, flagName } from "./flag.ts";
import { GLOBAL_FLAGS } from "./global-flags.ts";
import { parserOf } from "./parser.ts";

export interface Located {
  /** Undefined when the line names no command. */
  readonly name: string | undefined;
  /** The line without the command's name. */
  readonly rest: readonly string[];
}

const WITH_VALUE = new Set(
  Object.entries<Flag>(GLOBAL_FLAGS)
    .filter(([, flag]) => flag.value !== undefined)
    .map(([key]) => flagName(key)),
);

/** The first word that is neither a flag nor the value of one that goes with every command. */
export function locate(words: readonly string[]): Located {
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (WITH_VALUE.has(word)) index++;
    else if (!word.startsWith("-")) return { name: word, rest: words.toSpliced(index, 1) };
  }
  return { name: undefined, rest: words };
}

/** The entry of that name; throws USAGE with a suggestion. */
export function entryOf(name: string, commands: readonly CommandEntry[]): CommandEntry {
  const entry = commands.find((candidate) => candidate.name === name);
  if (entry) return entry;
  const meant = nearest(
    name,
    commands.filter(({ hidden }) => !hidden).map((candidate) => candidate.name),
  );
  throw new GodwitError(
    "USAGE",
    `there is no command ${name}`,
    meant ? { hint: `did you mean \`godwit ${meant}\`? \`godwit help\` lists the commands` } : {},
  );
}

export interface Parsed {
  /** By key, arguments and flags together. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Settings that flags of this line set. */
  readonly settings: Readonly<Record<string, { readonly flag: string; readonly value: string }>>;
}

/** Throws USAGE when the words are not what the command takes. */
export function parse(name: string, command: Command, words: readonly string[]): Parsed {
  const parser = parserOf(`godwit ${name}`, command);
  try {
    parser.parse(words, { from: "user" });
  } catch (thrown) {
    throw thrown instanceof CommanderError ? usageError(name, thrown) : thrown;
  }
  const values: Readonly<Record<string, unknown>> = parser.opts();
  const input: Record<string, unknown> = {};
  for (const [index, [key, argument]] of Object.entries(command.arguments).entries()) {
    input[key] = parser.processedArgs[index] ?? (argument.many ? [] : undefined);
  }
  const settings: Record<string, { flag: string; value: string }> = {};
  for (const [key, flag] of Object.entries<Flag>({ ...GLOBAL_FLAGS, ...command.flags })) {
    const value = values[key];
    input[key] = value ?? (flag.value === undefined ? false : flag.many ? [] : undefined);
    if (flag.setting !== undefined && value !== undefined) {
      settings[flag.setting] = { flag: flagName(key), value: String(value) };
    }
  }
  return { input, settings };
}

/** commander's own words, in our form: its suggestion becomes the hint. */
function usageError(name: string, { message }: CommanderError): GodwitError {
  const [first = "", ...rest] = message.split("\n");
  const meant = /Did you mean (.*?)\??\)/.exec(rest.join(" "))?.[1];
  const text = first
    .replace(/^error: /, "")
    .replace(/\boptions?\b/g, (word) => (word === "option" ? "flag" : "flags"))
    .replace("command-argument value", "the value")
    .replace(/\.$/, "");
  return new GodwitError("USAGE", `godwit ${name}: ${text}`, {
    hint: `${meant ? `did you mean ${meant}? ` : ""}\`godwit help ${name}\` explains the command`,
  });
}
