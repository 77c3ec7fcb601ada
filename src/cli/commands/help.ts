// `godwit help`: the overview, or the page of one command.
import { type CommandEntry, command } from "../command.ts";
import type { Context } from "../context.ts";
import { commandHelp, type HelpLook, overview } from "../help-text.ts";
import { entryOf } from "../parse.ts";

/** Lines longer than that are hard to read, however wide the terminal. */
const WIDEST = 100;

export const help = (commands: readonly CommandEntry[]) =>
  command({
    description: "Lists all commands, or explains one with its flags and examples.",
    examples: [
      { command: "godwit help", does: "all commands" },
      { command: "godwit help config", does: "the page of `config`; `godwit config --help` is the same" },
    ],
    arguments: { command: { help: "the command to explain", optional: true } },
    flags: {},
    async run(context, { command: name }) {
      const look = lookOf(context);
      if (name === undefined) {
        const listed = commands.filter(({ hidden }) => !hidden);
        return {
          document: { commands: listed.map(({ name, summary, group }) => ({ name, summary, group })) },
          text: () => overview(commands, look),
        };
      }
      const entry = entryOf(name, commands);
      const text = commandHelp(entry, await entry.load(), look);
      return { document: { name, help: commandHelp(entry, await entry.load(), PLAIN) }, text: () => text };
    },
  });

const PLAIN: HelpLook = { width: WIDEST, title: (text) => text };

function lookOf({ stdout }: Context): HelpLook {
  return { width: Math.min(WIDEST, stdout.width()), title: (text) => stdout.paint("bold", text) };
}
