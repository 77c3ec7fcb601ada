// The shape of a command: what it takes, how it explains itself, and what it gives back.
import type { GodwitError } from "../core/errors.ts";
import type { Context } from "./context.ts";
import type { Argument, Arguments, Flag, Flags } from "./flag.ts";

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
