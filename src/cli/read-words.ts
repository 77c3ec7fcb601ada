// Reads the words after a command with commander, strictly: what it does not know is refused.
import { CommanderError } from "commander";
import { GodwitError } from "../core/errors.ts";
import type { Command } from "./command.ts";
import { parserOf } from "./parser.ts";

export interface Words {
  /** By the flag's key; only those that were given. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly args: readonly unknown[];
}

/** Throws USAGE when the words are not what the command takes. */
export function readWords(name: string, command: Command, words: readonly string[]): Words {
  const parser = parserOf(`godwit ${name}`, command);
  try {
    parser.parse(words, { from: "user" });
  } catch (thrown) {
    throw thrown instanceof CommanderError ? usageError(name, thrown) : thrown;
  }
  return { values: parser.opts(), args: parser.processedArgs };
}

/** commander's own words, in our form: its suggestion becomes the hint. */
function usageError(name: string, { message }: CommanderError): GodwitError {
  const [first = "", ...rest] = message.split("\n");
  const meant = /Did you mean (.*?)\??\)/.exec(rest.join(" "))?.[1];
  const text = first
    .replace(/^error: /, "")
    .replace(/\boptions?\b/g, (word) => (word === "option" ? "flag" : "flags"))
    .replace("command-argument value", "the value")
    .replace(/\.$/, "");
  return new GodwitError("USAGE", `godwit ${name}: ${text}`, {
    hint: `${meant ? `did you mean ${meant}? ` : ""}\`godwit help ${name}\` explains the command`,
  });
}
