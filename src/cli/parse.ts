// Command lines: finds the command, then reads its flags strictly, with a suggestion for a slip.
import { GodwitError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import type { Command, CommandEntry } from "./command.ts";
import { type Flag, flagName } from "./flag.ts";
import { GLOBAL_FLAGS } from "./global-flags.ts";
import type { Words } from "./read-words.ts";

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

const NO_WORDS: Words = { values: {}, args: [] };

/** Throws USAGE when the words are not what the command takes. */
export async function parse(name: string, command: Command, words: readonly string[]): Promise<Parsed> {
  const { values, args } = takesNone(command, words) ? NO_WORDS : await read(name, command, words);
  const input: Record<string, unknown> = {};
  for (const [index, [key, argument]] of Object.entries(command.arguments).entries()) {
    input[key] = args[index] ?? (argument.many ? [] : undefined);
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

function takesNone(command: Command, words: readonly string[]): boolean {
  return (
    words.length === 0 && Object.values(command.arguments).every(({ optional, many }) => optional || many)
  );
}

/** Loaded when there is something to read: what starts containers is most often a command alone. */
async function read(name: string, command: Command, words: readonly string[]): Promise<Words> {
  const { readWords } = await import("./read-words.ts");
  return readWords(name, command, words);
}
