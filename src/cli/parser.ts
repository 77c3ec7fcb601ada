// A command's flags and arguments as commander understands them: for parsing, and for the help it writes.
import { Command as Commander, Argument as CommanderArgument, Option } from "commander";
import type { Command } from "./command.ts";
import { type Argument, argumentName, type Flag, flagName } from "./flag.ts";
import { GLOBAL_FLAGS } from "./global-flags.ts";

/** `name` is how the command is called, such as `godwit up`. It never prints and never exits. */
export function parserOf(name: string, command: Command): Commander {
  const parser = quiet(new Commander(name)).description(command.description);
  for (const [key, argument] of Object.entries(command.arguments)) {
    parser.addArgument(argumentOf(key, argument));
  }
  parser.optionsGroup("Flags:");
  for (const [key, flag] of Object.entries(command.flags)) parser.addOption(optionOf(key, flag));
  parser.optionsGroup("Flags everywhere:");
  for (const [key, flag] of Object.entries<Flag>(GLOBAL_FLAGS)) parser.addOption(optionOf(key, flag));
  parser.addOption(new Option("-h, --help", "explain the command"));
  return parser;
}

/** Turns errors into exceptions, and keeps commander's hands off the process. */
export function quiet(parser: Commander): Commander {
  return parser
    .exitOverride()
    .helpOption(false)
    .helpCommand(false)
    .configureOutput({ writeOut: () => {}, writeErr: () => {} });
}

function argumentOf(key: string, { help, optional, many, choices }: Argument): CommanderArgument {
  const name = argumentName(key) + (many ? "..." : "");
  const argument = new CommanderArgument(optional || many ? `[${name}]` : `<${name}>`, help);
  return choices ? argument.choices(choices) : argument;
}

function optionOf(key: string, { help, value, choices, many, conflicts, parse }: Flag): Option {
  const name = flagName(key);
  const option = new Option(value === undefined ? name : `${name} <${value}>`, help);
  // commander reads a leading `--no-` as the negation of another flag; ours are flags in their own right.
  option.negate = false;
  option.attributeName = () => key;
  if (conflicts) option.conflicts([...conflicts]);
  if (choices) option.choices(choices);
  const read = choices ? option.parseArg : parse && ((text: string) => parse(text, name));
  if (many) {
    option.argParser((text: string, before: unknown) => [
      ...(Array.isArray(before) ? before : []),
      read ? read(text, undefined) : text,
    ]);
  } else if (read) {
    option.argParser(read);
  }
  return option;
}
