// A statement as a step. Place, masked text and hash are made when asked for: most runs ask for none of them.
import { sha256 } from "../core/digest.ts";
import type { Location } from "../core/errors.ts";
import type { AfterCrash, Step } from "../core/step.ts";
import { afterCrashOf } from "./effects.ts";
import { maskSql } from "./mask.ts";
import type { StatementOperation } from "./operation.ts";
import { fingerprint } from "./parse/fingerprint.ts";
import type { Nature } from "./parse/nature.ts";
import type { SqlStatement } from "./parse/sql-statement.ts";

/** A file may hold hundreds of thousands of these: nothing is kept but the statement. */
export class SqlStep implements Step<StatementOperation> {
  readonly #statement: SqlStatement;
  readonly #undone: boolean;

  constructor(statement: SqlStatement, undone = false) {
    this.#statement = statement;
    this.#undone = undone;
  }

  get op(): StatementOperation {
    return operationOf(this.#statement);
  }

  get nature(): Nature {
    return this.#statement.nature;
  }

  get afterCrash(): AfterCrash {
    return afterCrashOf(this.#statement.nature.what);
  }

  get sessionOnly(): boolean {
    return !this.#undone && this.#statement.nature.session === "set-only";
  }

  get text(): string {
    return maskSql(this.#statement.text).text;
  }

  get at(): Location {
    return this.#statement.at;
  }

  /** Edited comments and layout do not stop a resume; edited meaning does. */
  get hash(): string {
    const { text, copyData, file } = this.#statement;
    return sha256(`${fingerprint({ bytes: Buffer.from(text), file })}\0${copyData ?? ""}`);
  }

  /** The same in a transaction that is rolled back: what it set is undone with it, so no resume repeats it. */
  undone(): SqlStep {
    return new SqlStep(this.#statement, true);
  }
}

export function operationOf(statement: SqlStatement): StatementOperation {
  const { text, nature, copyData } = statement;
  return {
    type: "statement",
    text,
    nature,
    ...(copyData === undefined ? {} : { copyData }),
    locate: (position) => statement.locate(position),
  };
}
