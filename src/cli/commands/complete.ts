// `godwit complete -- WORDS`: what the completion scripts ask while somebody types.
import { readdirSync } from "node:fs";
import type { Command as TabCommand } from "@bomb.sh/tab";
import { loadSettings } from "../../settings/load-settings.ts";
import type { Settings } from "../../settings/settings.ts";
import { type CommandEntry, command } from "../command.ts";
import type { Context } from "../context.ts";
import { type Completer, type Flag, flagName } from "../flag.ts";
import { GLOBAL_FLAGS } from "../global-flags.ts";
import { locate } from "../parse.ts";
import { printed } from "../tab.ts";

export const complete = (commands: readonly CommandEntry[]) =>
  command({
    description: "Answers what could be typed next; the scripts of `godwit completion` call it.",
    examples: [{ command: "godwit complete -- up --", does: "the flags of `up`" }],
    arguments: { words: { help: "the words so far, the last one unfinished", many: true } },
    flags: {},
    async run(context, { words }) {
      const { RootCommand } = await import("@bomb.sh/tab");
      const root = new RootCommand();
      for (const entry of commands) {
        if (!entry.hidden) root.command(entry.name, entry.summary);
      }
      const suggest = await suggestions(context, words);
      addFlags(root, GLOBAL_FLAGS, suggest);
      const { name } = locate(words.slice(0, -1));
      const entry = commands.find((candidate) => candidate.name === name);
      const typed = entry && root.commands.get(entry.name);
      if (entry && typed) {
        const { flags, arguments: args } = await entry.load();
        addFlags(typed, { ...flags, ...GLOBAL_FLAGS }, suggest);
        for (const [key, { choices, complete: from, many }] of Object.entries(args)) {
          const values = entry.name === "help" ? visible(commands) : (choices ?? (from ? suggest(from) : []));
          typed.argument(key, (offer) => values.forEach((value) => void offer(value, "")), many === true);
        }
      }
      const text = printed(() => root.parse([...words]));
      return { document: { answer: text }, text: () => text };
    },
  });

type Suggest = (from: Completer) => readonly string[];

function addFlags(to: TabCommand, flags: Readonly<Record<string, Flag>>, suggest: Suggest): void {
  for (const [key, { help, value, choices, complete: from }] of Object.entries(flags)) {
    const name = flagName(key).slice(2);
    if (value === undefined) {
      to.option(name, help);
      continue;
    }
    const values = choices ?? (from ? suggest(from) : []);
    to.option(name, help, (offer) => {
      for (const text of values) offer(text, "");
    });
  }
}

function visible(commands: readonly CommandEntry[]): string[] {
  return commands.filter(({ hidden }) => !hidden).map(({ name }) => name);
}

/** Names from the configuration and versions from the folder; nothing where they cannot be read just now. */
async function suggestions({ cwd, variables }: Context, words: readonly string[]): Promise<Suggest> {
  const last = words.at(-1) ?? "";
  // Flags' names need no settings, and settings may be a TypeScript file to load.
  if (last.startsWith("-") && !last.includes("=")) return () => [];
  let settings: Settings;
  try {
    settings = await loadSettings({ cwd, variables });
  } catch {
    // Half a command line is no place to report a broken configuration; the command itself will.
    return () => [];
  }
  return (from) => (from === "versions" ? versions(settings.migrations) : settings[from]);
}

function versions(folders: readonly string[]): string[] {
  const found = new Set<string>();
  for (const folder of folders) {
    try {
      for (const file of readdirSync(folder)) {
        const version = /^\d+/.exec(file)?.[0];
        if (version !== undefined) found.add(version);
      }
    } catch {
      // No folder yet: no versions to offer.
    }
  }
  return [...found].sort().reverse();
}
