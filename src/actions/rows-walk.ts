// A second shadow that goes the same way with generated rows in its tables: what they suffer from a migration and its rollback.
import type { GodwitError } from "../core/errors.ts";
import type { Migration } from "../core/migration.ts";
import type { RowPrints } from "../core/row-print.ts";
import type { Rehearsal } from "./rehearsal.ts";
import { type Losses, lossesOf } from "./row-losses.ts";

/** What a migration, its rollback and the migration again did where there were rows. */
export interface OnRows {
  /** Tables for which no valid row could be made, and why. */
  readonly unfilled: readonly string[];
  readonly failed?: { readonly doing: "up" | "down" | "again"; readonly error: GodwitError };
  readonly losses: Losses;
  /** The rows are real ones, and so many before it: what the server says about them may hold values. */
  readonly real?: { readonly tables: number; readonly rows: number };
}

export class RowsWalk {
  readonly #rehearsal: Rehearsal;
  #isSpoilt = false;
  /** Of tables that stay empty, why, by what they look like. */
  #unfilled: ReadonlyMap<string, string> = new Map();
  /** Tables that have generated rows and no others, with their number. */
  readonly #generated = new Map<string, number>();
  /** Some table may have both. */
  #isMixed = false;

  /** Takes the rehearsal over; it must be where the migrations are. */
  constructor(rehearsal: Rehearsal) {
    this.#rehearsal = rehearsal;
  }

  get isSpoilt(): boolean {
    return this.#isSpoilt;
  }

  /** Leaves its shadow with the migration, or is spoilt. */
  async step(migration: Migration): Promise<OnRows> {
    const before = await this.#filled();
    const unfilled = [...this.#unfilled.values()];
    const up = await this.#rehearsal.up(migration);
    if (!up.ok) {
      await this.#goOn(migration, up.undone);
      return failedAt("up", up.error, { unfilled, before });
    }
    const between = await this.#rehearsal.rowPrints();
    if (!migration.down) return { unfilled, losses: lossesOf({ before, between }) };
    const down = await this.#rehearsal.down(migration);
    if (!down.ok) {
      this.#isSpoilt = !down.undone;
      const failed = { doing: "down", error: down.error } as const;
      return { unfilled, failed, losses: lossesOf({ before, between }) };
    }
    const after = await this.#rehearsal.rowPrints();
    const losses = lossesOf({ before, between, after });
    const again = await this.#rehearsal.up(migration);
    if (!again.ok) {
      await this.#goOn(migration, again.undone);
      return { ...failedAt("again", again.error, { unfilled, before }), losses };
    }
    // Generated rows may be as they are; others are those that later migrations are about.
    if (losses.byRollback.length > 0 && !this.#sameButGenerated(before, after)) this.#isSpoilt = true;
    return { unfilled, losses };
  }

  /** Fills only where a table is empty that was not so before: most migrations leave none. */
  async #filled(): Promise<RowPrints> {
    const found = await this.#rehearsal.rowPrints();
    for (const [table, rows] of this.#generated) {
      const now = found.get(table)?.rows ?? 0;
      if (now === rows) continue;
      this.#generated.delete(table);
      if (now > 0) this.#isMixed = true;
    }
    const empty = emptyOf(found);
    if (empty.length === this.#unfilled.size && empty.every(({ sign }) => this.#unfilled.has(sign)))
      return found;
    const reasons = new Map(
      (await this.#rehearsal.fill()).map(({ path, reason }) => [path.join("."), reason]),
    );
    const filled = await this.#rehearsal.rowPrints();
    for (const { table } of empty) {
      const rows = filled.get(table)?.rows ?? 0;
      if (rows > 0) this.#generated.set(table, rows);
    }
    this.#unfilled = new Map(
      emptyOf(filled).map(({ sign, table }) => [
        sign,
        `${table}: ${reasons.get(table) ?? "nobody knows why"}`,
      ]),
    );
    return filled;
  }

  /** The migration fails with the generated rows, and runs without them. */
  async #goOn(migration: Migration, undone: boolean): Promise<void> {
    this.#isSpoilt = true;
    if (!undone || this.#isMixed) return;
    if (!(await this.#rehearsal.empty([...this.#generated.keys()]))) return;
    this.#generated.clear();
    this.#isSpoilt = !(await this.#rehearsal.up(migration)).ok;
  }

  #sameButGenerated(before: RowPrints, after: RowPrints): boolean {
    return [...before].every(([table, { rows, columns }]) => {
      if (rows === 0 || this.#generated.has(table)) return true;
      const now = after.get(table);
      const isSame = ([column, hash]: readonly [string, string]) =>
        (now?.columns.get(column) ?? hash) === hash;
      return now?.rows === rows && [...columns].every(isSame);
    });
  }

  close(): Promise<void> {
    return this.#rehearsal.close();
  }
}

function failedAt(
  doing: "up" | "again",
  error: GodwitError,
  { unfilled, before }: { readonly unfilled: readonly string[]; readonly before: RowPrints },
): OnRows {
  return { unfilled, failed: { doing, error }, losses: lossesOf({ before, between: before }) };
}

/** Tables without rows, each with what it looks like: another column may make a row possible. */
function emptyOf(prints: RowPrints): readonly { readonly table: string; readonly sign: string }[] {
  return [...prints]
    .filter(([, { rows }]) => rows === 0)
    .map(([table, { columns }]) => ({ table, sign: JSON.stringify([table, ...columns.keys()]) }));
}
