// A fresh install: what a database without a history gets instead of the migrations that it stands for.
import type { Tombstone } from "../core/migration.ts";
import { versionKey } from "../core/version.ts";
import type { Bench } from "./apply-one.ts";
import type { Prepared } from "./prepare.ts";
import type { RanMigration } from "./run-report.ts";
import type { Due, UpChoice } from "./select.ts";
import type { Survey } from "./survey.ts";

export interface Install {
  /** As something that runs like a migration. */
  readonly due: Due;
  readonly prepared: Prepared;
  readonly covers: readonly Pick<Tombstone, "version">[];
  /** Runs it, and records all that it covers. */
  apply(bench: Bench): Promise<RanMigration>;
}

/** Whether nothing is recorded of those that it would stand for. What has no file here may be one of them. */
export function isFresh(
  { migrations, retired = [], state }: Pick<Survey, "migrations" | "retired" | "state">,
  isMine: (version: string) => boolean,
): boolean {
  const others = new Set([...migrations, ...retired].map(({ version }) => versionKey(version)));
  return state.records.every(
    ({ kind, version }) => kind === "history" || (others.has(versionKey(version)) && !isMine(version)),
  );
}

/** Who names single migrations wants those, not what stands for all of them. */
export function wantsAll({ only, count, phase, kind }: UpChoice): boolean {
  return [only, count, phase, kind].every((wish) => wish === undefined);
}
