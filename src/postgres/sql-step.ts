// A statement as a step. Place, masked text and hash are made when asked for: most runs ask for none of them.
import { sha256 } from "../core/digest.ts";
import type { Location } from "../core/errors.ts";
import type { AfterCrash, Step } from "../core/step.ts";
import { afterCrashOf } from "./effects.ts";
import { maskSql } from "./mask.ts";
import type { StatementOperation } from "./operation.ts";
import { fingerprint } from "./parse/fingerprint.ts";
import type { SqlStatement } from "./parse/sql-statement.ts";

export class SqlStep implements Step<StatementOperation> {
  readonly op: StatementOperation;
  readonly afterCrash: AfterCrash;
  readonly sessionOnly: boolean;
  readonly #statement: SqlStatement;
  #hash: string | undefined;

  constructor(statement: SqlStatement, sessionOnly = statement.nature.session === "set-only") {
    this.#statement = statement;
    this.op = operationOf(statement);
    this.afterCrash = afterCrashOf(statement.nature.what);
    this.sessionOnly = sessionOnly;
  }

  get text(): string {
    return maskSql(this.#statement.text).text;
  }

  get at(): Location {
    return this.#statement.at;
  }

  /** Edited comments and layout do not stop a resume; edited meaning does. */
  get hash(): string {
    if (this.#hash === undefined) {
      const { text, copyData, file } = this.#statement;
      this.#hash = sha256(`${fingerprint({ bytes: Buffer.from(text), file })}\0${copyData ?? ""}`);
    }
    return this.#hash;
  }

  /** The same in a transaction that is rolled back: what it set is undone with it, so no resume repeats it. */
  undone(): SqlStep {
    return new SqlStep(this.#statement, false);
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
