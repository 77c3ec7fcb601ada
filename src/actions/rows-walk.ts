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
}

export class RowsWalk {
  readonly #rehearsal: Rehearsal;
  #isSpoilt = false;
  /** Of tables that stay empty, why, by what they look like. */
  #unfilled: ReadonlyMap<string, string> = new Map();

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
    if (!up.ok) return this.#failed("up", up.error, { unfilled, before });
    const between = await this.#rehearsal.rowPrints();
    if (!migration.down) return { unfilled, losses: lossesOf({ before, between }) };
    const down = await this.#rehearsal.down(migration);
    if (!down.ok) {
      this.#isSpoilt = !down.undone;
      return {
        unfilled,
        failed: { doing: "down", error: down.error },
        losses: lossesOf({ before, between }),
      };
    }
    const after = await this.#rehearsal.rowPrints();
    const losses = lossesOf({ before, between, after });
    const again = await this.#rehearsal.up(migration);
    if (!again.ok) return { ...this.#failed("again", again.error, { unfilled, before }), losses };
    if (losses.byRollback.length > 0) this.#isSpoilt = true;
    return { unfilled, losses };
  }

  /** Fills only where a table is empty that was not so before: most migrations leave none. */
  async #filled(): Promise<RowPrints> {
    const found = await this.#rehearsal.rowPrints();
    const empty = emptyOf(found);
    if (empty.length === this.#unfilled.size && empty.every(({ sign }) => this.#unfilled.has(sign)))
      return found;
    const reasons = new Map(
      (await this.#rehearsal.fill()).map(({ path, reason }) => [path.join("."), reason]),
    );
    const filled = await this.#rehearsal.rowPrints();
    this.#unfilled = new Map(
      emptyOf(filled).map(({ sign, table }) => [
        sign,
        `${table}: ${reasons.get(table) ?? "nobody knows why"}`,
      ]),
    );
    return filled;
  }

  close(): Promise<void> {
    return this.#rehearsal.close();
  }

  #failed(
    doing: "up" | "again",
    error: GodwitError,
    { unfilled, before }: { readonly unfilled: readonly string[]; readonly before: RowPrints },
  ): OnRows {
    this.#isSpoilt = true;
    return { unfilled, failed: { doing, error }, losses: lossesOf({ before, between: before }) };
  }
}

/** Tables without rows, each with what it looks like: another column may make a row possible. */
function emptyOf(prints: RowPrints): readonly { readonly table: string; readonly sign: string }[] {
  return [...prints]
    .filter(([, { rows }]) => rows === 0)
    .map(([table, { columns }]) => ({ table, sign: JSON.stringify([table, ...columns.keys()]) }));
}
