// Goes through the migrations that real data has not had yet, on a copy of it: what its rows suffer from each.
import type { GodwitError } from "../core/errors.ts";
import type { HistoryRecord } from "../core/history.ts";
import type { Migration } from "../core/migration.ts";
import type { RowPrints } from "../core/row-print.ts";
import { versionKey } from "../core/version.ts";
import type { Rehearsal } from "./rehearsal.ts";
import { lossesOf } from "./row-losses.ts";
import type { OnRows } from "./rows-walk.ts";

export class DataWalk {
  readonly #rehearsal: Rehearsal;
  readonly #had: ReadonlySet<string>;
  /** The migration that failed with the data: what comes after it cannot be tried. */
  #stoppedAt: string | undefined;

  /** `records` are of what the data has had. */
  constructor(rehearsal: Rehearsal, records: readonly HistoryRecord[]) {
    this.#rehearsal = rehearsal;
    this.#had = new Set(records.map(({ version }) => versionKey(version)));
  }

  /** False for what the data has had already. */
  isDue({ version }: Migration): boolean {
    return !this.#had.has(versionKey(version));
  }

  /** Runs it; nothing is asked about the rows. */
  async pass(migration: Migration): Promise<void> {
    if (this.#stoppedAt === undefined) await this.#up(migration);
  }

  /** Leaves the copy with the migration; the name of the one that stopped the walk earlier. */
  async step(migration: Migration): Promise<OnRows | string> {
    if (this.#stoppedAt !== undefined) return this.#stoppedAt;
    const before = await this.#rehearsal.rowPrints();
    const failed = await this.#up(migration);
    const about = { unfilled: [], real: countOf(before) };
    if (failed)
      return {
        ...about,
        failed: { doing: "up", error: failed },
        losses: lossesOf({ before, between: before }),
      };
    const between = await this.#rehearsal.rowPrints();
    if (!migration.down) return { ...about, losses: lossesOf({ before, between }) };
    // What the rollback does to the rows must not be in the way of the next migration; roles would be in its own.
    const isAlone = this.#rehearsal.isAlone;
    if (isAlone) this.#stoppedAt = migration.name;
    const copy = isAlone ? this.#rehearsal : await this.#rehearsal.copy();
    try {
      const down = await copy.down(migration);
      if (!down.ok) {
        const losses = lossesOf({ before, between });
        return { ...about, failed: { doing: "down", error: down.error }, losses };
      }
      const losses = lossesOf({ before, between, after: await copy.rowPrints() });
      const again = await copy.up(migration);
      return again.ok
        ? { ...about, losses }
        : { ...about, failed: { doing: "again", error: again.error }, losses };
    } finally {
      if (!isAlone) await copy.close();
    }
  }

  close(): Promise<void> {
    return this.#rehearsal.close();
  }

  async #up(migration: Migration): Promise<GodwitError | undefined> {
    const up = await this.#rehearsal.up(migration);
    if (up.ok) return undefined;
    this.#stoppedAt = migration.name;
    return up.error;
  }
}

function countOf(prints: RowPrints): NonNullable<OnRows["real"]> {
  const counts = [...prints.values()].map(({ rows }) => rows).filter((rows) => rows > 0);
  return { tables: counts.length, rows: counts.reduce((sum, rows) => sum + rows, 0) };
}
