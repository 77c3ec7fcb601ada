// The list of commands: name, one line for the overview, and where to load it from when it is asked for.
import type { CommandEntry } from "./command.ts";

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "config",
    summary: "print every setting with its origin, secrets masked",
    group: "Setup",
    load: async () => (await import("./commands/config.ts")).config,
  },
  {
    name: "completion",
    summary: "print the script that completes commands in your shell",
    group: "Setup",
    load: async () => (await import("./commands/completion.ts")).completion,
  },
  {
    name: "help",
    summary: "explain Godwit or one command",
    group: "Setup",
    load: async () => (await import("./commands/help.ts")).help(COMMANDS),
  },
  {
    name: "version",
    summary: "print the versions of Godwit and of what it runs on",
    group: "Setup",
    load: async () => (await import("./commands/version.ts")).version,
  },
  {
    name: "complete",
    summary: "answer what could be typed next",
    group: "Setup",
    hidden: true,
    load: async () => (await import("./commands/complete.ts")).complete(COMMANDS),
  },
];
