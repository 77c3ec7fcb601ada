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

  /** Takes the rehearsal over; it must be where the migrations are. */
  constructor(rehearsal: Rehearsal) {
    this.#rehearsal = rehearsal;
  }

  get isSpoilt(): boolean {
    return this.#isSpoilt;
  }

  /** Leaves its shadow with the migration, or is spoilt. */
  async step(migration: Migration): Promise<OnRows> {
    const unfilled = (await this.#rehearsal.fill()).map(({ path, reason }) => `${path.join(".")}: ${reason}`);
    const before = await this.#rehearsal.rowPrints();
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
