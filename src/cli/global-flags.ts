// The flags that go with every command, and the variables that may stand for them.
import type { Flags } from "./flag.ts";

export const GLOBAL_FLAGS = {
  env: { value: "NAME", help: "the environment of the configuration to work on", complete: "environments" },
  database: { value: "NAME", help: "which of the project's databases", complete: "databases" },
  config: { value: "FILE", help: "the configuration file; without it the nearest godwit.config.* upwards" },
  dir: { value: "FOLDER", help: "the folder of migrations", setting: "migrations" },
  url: { value: "URL", help: "the database to work on", setting: "url" },
  json: { help: "print one JSON document" },
  quiet: { help: "no narration, only warnings and failures" },
  verbose: { help: "narrate every step, and show what is behind an error" },
  noColor: { help: "no colours" },
  yes: { help: "answer every question with yes" },
} as const satisfies Flags;

export interface GlobalFlags {
  readonly env: string | undefined;
  readonly database: string | undefined;
  readonly config: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly noColor: boolean;
  readonly yes: boolean;
}

/** Switches that a variable such as GODWIT_YES can turn on. */
const SWITCHES = { json: "GODWIT_JSON", quiet: "GODWIT_QUIET", verbose: "GODWIT_VERBOSE", yes: "GODWIT_YES" };

export function readGlobalFlags(
  parsed: Readonly<Record<string, unknown>>,
  variables: Readonly<Record<string, string | undefined>>,
): GlobalFlags {
  const on = (name: keyof typeof SWITCHES) => parsed[name] === true || isOn(variables[SWITCHES[name]]);
  return {
    env: textOf(parsed.env),
    database: textOf(parsed.database),
    config: textOf(parsed.config),
    json: on("json"),
    quiet: on("quiet"),
    verbose: on("verbose"),
    noColor: parsed.noColor === true,
    yes: on("yes"),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !["", "0", "false", "no", "off"].includes(value.toLowerCase());
}
