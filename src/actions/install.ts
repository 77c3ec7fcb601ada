// A fresh install: what a database without a history gets instead of the migrations that it stands for.
import type { Tombstone } from "../core/migration.ts";
import type { Bench } from "./apply-one.ts";
import type { Prepared } from "./prepare.ts";
import type { RanMigration } from "./run-report.ts";
import type { Due, UpChoice } from "./select.ts";

export interface Install {
  /** As something that runs like a migration. */
  readonly due: Due;
  readonly prepared: Prepared;
  readonly covers: readonly Pick<Tombstone, "version">[];
  /** Runs it, and records all that it covers. */
  apply(bench: Bench): Promise<RanMigration>;
}

/** Who names single migrations wants those, not what stands for all of them. */
export function wantsAll({ only, count, phase, kind }: UpChoice): boolean {
  return [only, count, phase, kind].every((wish) => wish === undefined);
}
