// Flags and arguments: how a command declares what it takes.

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

/** `dryRun` is --dry-run. */
export function flagName(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `gitSha` is GIT-SHA in help. */
export function argumentName(key: string): string {
  return flagName(key).slice(2).toUpperCase();
}
