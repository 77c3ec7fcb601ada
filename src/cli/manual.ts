// docs/commands.md: every command's own help, one section each.
import type { CommandEntry } from "./command.ts";
import { commandHelp, overview } from "./help-text.ts";

const LOOK = { width: 100, title: (text: string) => text };

/** The whole page. It is written by `node scripts/docs.mjs`, and a test compares. */
export async function manual(commands: readonly CommandEntry[]): Promise<string> {
  const sections = [
    "# Commands",
    "What `godwit help` says; written by `node scripts/docs.mjs`.",
    fenced(overview(commands, LOOK)),
  ];
  for (const entry of commands) {
    if (entry.hidden) continue;
    sections.push(`## ${entry.name}`, fenced(commandHelp(entry, await entry.load(), LOOK)));
  }
  return `${sections.join("\n\n")}\n`;
}

function fenced(text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}
