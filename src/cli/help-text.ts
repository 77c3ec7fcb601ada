// The texts of `godwit help`: the overview of commands, and the page of one.
import { Command as Commander } from "commander";
import { type Command, type CommandEntry, GROUPS } from "./command.ts";
import { type Flag, flagName } from "./flag.ts";
import { GLOBAL_FLAGS } from "./global-flags.ts";
import { parserOf, quiet } from "./parser.ts";

export interface HelpLook {
  readonly width: number;
  /** Paints a heading. */
  title(text: string): string;
}

/** The page of one command: what it is for, its flags, and examples. */
export function commandHelp(entry: CommandEntry, command: Command, look: HelpLook): string {
  const parser = dressed(parserOf(`godwit ${entry.name}`, command), look);
  parser.usage([...parser.registeredArguments.map(usageOf), "[FLAGS]"].join(" "));
  return `${parser.helpInformation().trimEnd()}\n${examples(command, look)}`;
}

/** All commands with a line each, then the flags that go with all of them. */
export function overview(commands: readonly CommandEntry[], look: HelpLook): string {
  const program = dressed(quiet(new Commander("godwit")), look);
  program.optionsGroup("Flags everywhere:");
  for (const [key, flag] of Object.entries<Flag>(GLOBAL_FLAGS)) {
    program.option(flag.value ? `${flagName(key)} <${flag.value}>` : flagName(key), flag.help);
  }
  program.option("-h, --help", "explain Godwit, or the command").option("-V, --version", "print the version");
  const flags = program.helpInformation().trim().split("\n").slice(2).join("\n");
  return [
    `${look.title("Usage:")} godwit COMMAND [FLAGS]`,
    "Migrations for PostgreSQL and DynamoDB, proved before they run.",
    ...groups(commands, look),
    flags,
    "`godwit help COMMAND` explains one command.\n",
  ].join("\n\n");
}

function groups(commands: readonly CommandEntry[], look: HelpLook): string[] {
  const listed = commands.filter(({ hidden }) => !hidden);
  const width = Math.max(...listed.map(({ name }) => name.length));
  return GROUPS.flatMap((group) => {
    const lines = listed
      .filter((entry) => entry.group === group)
      .map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
    return lines.length === 0 ? [] : [`${look.title(`${group}:`)}\n${lines.join("\n")}`];
  });
}

function usageOf(argument: Commander["registeredArguments"][number]): string {
  const name = argument.name() + (argument.variadic ? "..." : "");
  return argument.required ? name : `[${name}]`;
}

function dressed(parser: Commander, look: HelpLook): Commander {
  return parser.configureHelp({
    helpWidth: look.width,
    styleTitle: (text) => look.title(text),
    optionDescription: (option) =>
      option.argChoices ? `${option.description} (${option.argChoices.join(", ")})` : option.description,
    argumentDescription: (argument) =>
      argument.argChoices
        ? `${argument.description} (${argument.argChoices.join(", ")})`
        : argument.description,
  });
}

function examples(command: Command, look: HelpLook): string {
  if (command.examples.length === 0) return "";
  const width = Math.max(...command.examples.map((example) => example.command.length));
  const lines = command.examples.map(({ command: line, does }) => `  ${line.padEnd(width)}  ${does}`);
  return `\n${look.title("Examples:")}\n${lines.join("\n")}\n`;
}
