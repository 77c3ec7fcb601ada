// Cuts a script into steps and parts: what commits together, and what must stand alone (rulings 8 to 11).

import type { ReadOptions, Recut } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import type { Header, Script } from "../core/migration.ts";
import type { Part, Program } from "../core/step.ts";
import type { StatementOperation } from "./operation.ts";
import { readDocument } from "./parse/document.ts";
import type { SqlStatement } from "./parse/sql-statement.ts";
import { operationOf, SqlStep } from "./sql-step.ts";

export interface SqlReadOptions extends ReadOptions {
  /** The server knows more syntax than our grammar: a syntax error is then a note. */
  readonly newerThanGrammar: boolean;
  readonly lockTimeoutMs: number;
}

/** Reads an SQL script into a program; throws at the place of what cannot be run. */
export async function sqlProgram(script: Script, header: Header, options: SqlReadOptions): Promise<Program> {
  const { file } = script;
  const include = script.include?.bind(script);
  const document = await readDocument({
    bytes: script.read(),
    file,
    placeholders: options.placeholders,
    ...(include ? { include } : {}),
    newerThanGrammar: options.newerThanGrammar,
  });
  const cutter = new Cutter(header.transaction === "none", options.recut ?? new Map());
  for (const statement of document.statements) cutter.add(statement);
  const { steps, parts, notes } = cutter.end();
  const atomic = parts.length === 1 && parts[0]?.atomic === true && !parts[0].undone;
  return {
    steps,
    parts,
    atomic,
    notes: [...document.notes, ...notes, ...timeoutNotes(steps, options), ...shapeNote(file, parts)],
  };
}

/** A longer timeout than ours would let the application queue behind us (ruling 5); pg_dump writes one into every dump. */
function timeoutNotes(steps: readonly SqlStep[], { lockTimeoutMs }: SqlReadOptions): Finding[] {
  return steps.flatMap((step) => {
    const value = step.nature.lockTimeout?.value;
    if (typeof value !== "number" || (value > 0 && value <= lockTimeoutMs)) return [];
    const message = `this lock_timeout is not honoured: it is longer than the setting of ${lockTimeoutMs} ms`;
    return [{ rule: "lock-timeout", severity: "note" as const, message, at: step.at }];
  });
}

function shapeNote(file: string, parts: readonly Part[]): Finding[] {
  if (parts.length < 2) return [];
  return [
    {
      rule: "not-atomic",
      severity: "note",
      message: `not atomic: ${parts.length} parts that commit one by one`,
      at: { file },
    },
  ];
}

interface Block {
  readonly open: SqlStatement;
  readonly first: number;
}

class Cutter {
  readonly #each: boolean;
  readonly #recut: ReadonlyMap<number, Recut>;
  readonly #steps: SqlStep[] = [];
  readonly #parts: Part<StatementOperation>[] = [];
  readonly #notes: Finding[] = [];
  #block: Block | null = null;
  /** First step of the part that is being collected outside of a block. */
  #from = 0;

  constructor(each: boolean, recut: ReadonlyMap<number, Recut>) {
    this.#each = each;
    this.#recut = recut;
  }

  add(statement: SqlStatement): void {
    const { nature } = statement;
    if (nature.refused !== undefined)
      throw new GodwitError("SQL_REFUSED", nature.refused, { at: statement.at });
    switch (nature.transaction) {
      case "begin":
        this.#begin(statement);
        break;
      case "commit":
      case "rollback":
        this.#close(statement);
        break;
      case "prepare-transaction":
        throw new GodwitError("SQL_REFUSED", "a prepared transaction would outlive the migration", {
          at: statement.at,
          hint: "use BEGIN and COMMIT, or nothing: Godwit commits each migration",
        });
      default:
        this.#step(statement);
    }
  }

  end(): { steps: SqlStep[]; parts: Part<StatementOperation>[]; notes: Finding[] } {
    if (this.#block) {
      throw new GodwitError("SQL_REFUSED", "this transaction is never committed", {
        at: this.#block.open.at,
        hint: "write COMMIT at its end, or leave BEGIN out: Godwit commits each migration",
      });
    }
    this.#flush();
    return { steps: this.#steps, parts: this.#parts, notes: this.#notes };
  }

  #begin(statement: SqlStatement): void {
    if (this.#block) {
      this.#ignored(statement, "a transaction is open already");
      return;
    }
    this.#flush();
    this.#block = { open: statement, first: this.#steps.length };
  }

  #close(statement: SqlStatement): void {
    const block = this.#block;
    if (!block) {
      this.#ignored(statement, "no transaction is open");
      return;
    }
    const { nature } = statement;
    // What a rolled-back SET did is undone with it, so a resume must not repeat it.
    if (nature.transaction === "rollback") {
      for (let index = block.first; index < this.#steps.length; index++) {
        this.#steps[index] = (this.#steps[index] as SqlStep).undone();
      }
    }
    const steps = this.#steps.slice(block.first);
    // A read-only transaction cannot hold our own writes, and one that is rolled back would take them with it.
    const undone =
      nature.transaction === "rollback" ||
      block.open.nature.modes.readOnly === true ||
      steps.some(({ op }) => op.nature.modes.readOnly === true);
    if (steps.length > 0) {
      const open = operationOf(block.open);
      // AND CHAIN opens the next transaction like this one; we open it ourselves, so that a retry can, too.
      const close = nature.chain ? plain(operationOf(statement)) : operationOf(statement);
      this.#parts.push({
        atomic: true,
        first: block.first,
        steps,
        open,
        close,
        ...(undone ? { undone } : {}),
      });
    }
    this.#from = this.#steps.length;
    this.#block = nature.chain ? { open: block.open, first: this.#steps.length } : null;
  }

  #step(statement: SqlStatement): void {
    const index = this.#steps.length;
    const recut = this.#recut.get(index);
    const alone = statement.nature.transaction === "never" || recut === "alone";
    if (alone && this.#block) {
      throw new GodwitError("SQL_REFUSED", "PostgreSQL refuses this statement inside a transaction", {
        at: statement.at,
        hint: "move it out of BEGIN … COMMIT",
      });
    }
    if (alone || recut === "commit-before") this.#flush();
    this.#steps.push(new SqlStep(statement));
    if (this.#block) return;
    if (alone) {
      this.#parts.push({ atomic: false, first: index, steps: this.#steps.slice(index) });
      this.#from = index + 1;
    } else if (this.#each) {
      this.#flush();
    }
  }

  #flush(): void {
    const steps = this.#steps.slice(this.#from);
    if (steps.length > 0) this.#parts.push({ atomic: true, first: this.#from, steps });
    this.#from = this.#steps.length;
  }

  #ignored(statement: SqlStatement, why: string): void {
    const message = `${statement.text.trim().split(/\s/, 1)[0]} has no effect here: ${why}`;
    this.#notes.push({ rule: "transaction-control", severity: "note", message, at: statement.at });
  }
}

function plain(operation: StatementOperation): StatementOperation {
  return { ...operation, text: operation.nature.transaction === "commit" ? "commit" : "rollback" };
}
