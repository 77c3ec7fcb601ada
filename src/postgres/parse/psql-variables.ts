// psql's variables as a script sets and uses them (`\set name value`, `:name`).
import { GodwitError } from "../../core/errors.ts";
import { Lexer } from "./lexer.ts";
import type { VariableLookup } from "./meta-command.ts";
import { isKnownToPsql } from "./meta-rules.ts";
import type { SourceText } from "./source-text.ts";

/** Words that psql counts while it looks for the end of a statement. */
const COUNTED = /^(?:begin|case|create|end|function|or|procedure|replace)$/i;

export class PsqlVariables {
  readonly #values = new Map<string, string>();

  /** As `\set`: further arguments are joined without blanks. */
  set([name = "", ...values]: readonly string[]): void {
    this.#values.set(name, values.join(""));
  }

  unset(name: string): void {
    this.#values.delete(name);
  }

  /** An argument that only psql could fill must not be taken as it is written. */
  refuseUnfilled(args: readonly string[], source: SourceText, at: number): void {
    for (const [, name = ""] of args.join(" ").matchAll(/:['"]?(\w+)/g)) {
      if (isKnownToPsql(name)) throw refused(source, at, `psql variable :${name} is known to psql only`);
    }
  }

  /** How the splitter asks for values while it reads this source. A variable that is not set stays as it is. */
  lookup(source: SourceText): VariableLookup {
    return (name, at, use) => {
      const value = this.#values.get(name);
      if (value === undefined) {
        if (use !== "argument" && isKnownToPsql(name))
          throw refused(source, at, `psql variable :${name} is known to psql only`);
        return undefined;
      }
      if (use === "sql" && !isPlain(value)) {
        throw refused(source, at, `psql variable :${name} holds more than plain words and values`);
      }
      return value;
    };
  }
}

function refused(source: SourceText, at: number, message: string): GodwitError {
  const hint = "write the value itself, or declare it under `placeholders` and use ${name}";
  return new GodwitError("META_COMMAND", message, { at: source.locate(at), hint });
}

/** True when the value cannot change where the statement ends. */
function isPlain(value: string): boolean {
  const lexer = new Lexer(value);
  let depth = 0;
  while (lexer.next()) {
    if (["semicolon", "backslash", "escaped", "variable"].includes(lexer.kind)) return false;
    if (lexer.kind === "word" && COUNTED.test(lexer.value)) return false;
    if (lexer.value === "(") depth++;
    if (lexer.value === ")") depth--;
    if (depth < 0) return false;
  }
  // A comment would go on into the statement.
  return depth === 0 && lexer.unterminated === null && !/--|\/\*/.test(value);
}
