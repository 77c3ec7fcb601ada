// The shape of a command: what it takes, how it explains itself, and what it gives back.
import type { GodwitError } from "../core/errors.ts";
import type { Context } from "./context.ts";

/** A flag. Without `value` it is a switch; its name on the command line is the key in kebab case. */
export interface Flag {
  /** One sentence without a full stop. */
  readonly help: string;
  /** What the value is called in help, such as `VERSION`. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** May be given several times. */
  readonly many?: true;
  /** Turns the text into what the command works with; throws a GodwitError (USAGE) when it cannot. */
  readonly parse?: (text: string, flag: string) => unknown;
  /** Flags that make no sense together with it, by key. */
  readonly conflicts?: readonly string[];
  /** The flag sets this setting for the run, such as `wait`. */
  readonly setting?: string;
  /** What a shell may offer while the value is typed. */
  readonly complete?: Completer;
}

/** A positional argument; its name is the key in upper case. */
export interface Argument {
  readonly help: string;
  readonly optional?: true;
  /** Takes all that follow; only the last may. */
  readonly many?: true;
  readonly choices?: readonly string[];
  readonly complete?: Completer;
}

/** Where a shell's suggestions come from. */
export type Completer = "environments" | "databases" | "versions";

export type Flags = Readonly<Record<string, Flag>>;
export type Arguments = Readonly<Record<string, Argument>>;

export interface Example {
  readonly command: string;
  readonly does: string;
}

/** What a command gives back; the shell prints it and ends with its status. */
export interface Result {
  /** The fields of the JSON document, without those that every document has. */
  readonly document: Readonly<Record<string, unknown>>;
  /** What a person reads on stdout instead; asked only without --json. */
  text?(): string;
  /** 0 unless given, or unless there is an error. */
  readonly status?: 0 | 1 | 3 | 4;
  /** What went wrong, where there is a result nevertheless. */
  readonly error?: GodwitError;
  /** Host and name of the database that it is about. */
  readonly database?: string;
}

/** A command as the shell sees it: its input is what its own flags and arguments say. */
export interface Command {
  /** A paragraph or two for `godwit help NAME`, without its flags and examples. */
  readonly description: string;
  readonly examples: readonly Example[];
  readonly arguments: Arguments;
  readonly flags: Flags;
  run(context: Context, input: never): Promise<Result>;
}

/** The overview's headings, in their order. */
export const GROUPS = ["Start", "Every day", "Repair", "Setup"] as const;

/** A line of the list of commands; the command itself is loaded when it is asked for. */
export interface CommandEntry {
  readonly name: string;
  /** One line without a full stop. */
  readonly summary: string;
  readonly group: (typeof GROUPS)[number];
  /** Not in the overview: for shells, not for people. */
  readonly hidden?: true;
  load(): Promise<Command>;
}

type FlagValue<F extends Flag> = F extends { readonly value: string }
  ? F extends { readonly many: true }
    ? readonly Single<F>[]
    : Single<F> | undefined
  : boolean;

type Single<F extends Flag> = F extends { readonly parse: (...given: never[]) => infer Parsed }
  ? Parsed
  : F extends { readonly choices: readonly (infer Choice)[] }
    ? Choice
    : string;

type ArgumentValue<A extends Argument> = A extends { readonly many: true }
  ? readonly Word<A>[]
  : A extends { readonly optional: true }
    ? Word<A> | undefined
    : Word<A>;

type Word<A extends Argument> = A extends { readonly choices: readonly (infer Choice)[] } ? Choice : string;

/** What `run` is given: a property per argument and per flag. */
export type Input<A extends Arguments, F extends Flags> = {
  readonly [Name in keyof A]: ArgumentValue<A[Name]>;
} & { readonly [Name in keyof F]: FlagValue<F[Name]> };

interface Definition<A extends Arguments, F extends Flags> {
  readonly description: string;
  readonly examples: readonly Example[];
  readonly arguments: A;
  readonly flags: F;
  run(context: Context, input: Input<A, F>): Promise<Result>;
}

/** Lends a command's `run` the types of its own flags and arguments. */
export function command<const A extends Arguments, const F extends Flags>(
  definition: Definition<A, F>,
): Command {
  return definition;
}

/** `dryRun` is --dry-run. */
export function flagName(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `gitSha` is GIT-SHA in help. */
export function argumentName(key: string): string {
  return flagName(key).slice(2).toUpperCase();
}
