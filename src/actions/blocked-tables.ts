// Who waits for which table in each transaction of a migration, and for how long.
import { blocks } from "./blocking.ts";
import type { RehearsedMigration } from "./rehearsed-step.ts";

export interface BlockedTable {
  readonly relation: readonly string[];
  /** The strongest lock of the transaction. */
  readonly lock: string;
  /** `reads`: writes, too. */
  readonly blocks: "reads" | "writes";
  /** From the statement that takes a lock of this sort to the commit; null where a statement may take any time. */
  readonly ms: number | null;
}

export interface PlannedTransaction {
  readonly part: number;
  /** Null where a statement may take any time. */
  readonly ms: number | null;
  readonly blocked: readonly BlockedTable[];
}

export function transactionsOf({ steps }: RehearsedMigration): readonly PlannedTransaction[] {
  const parts = [...new Set(steps.map(({ part }) => part))];
  return parts.map((part): PlannedTransaction => {
    const own = steps.filter((step) => step.part === part);
    const tables = new Map<string, BlockedTable>();
    for (const { locks, blockedMs } of own) {
      for (const { relation, mode } of locks) {
        const stopped = blocks(mode);
        const key = relation.join(".");
        const known = tables.get(key);
        if (stopped === null || known?.blocks === "reads" || (known && stopped === "writes")) continue;
        tables.set(key, { relation, lock: mode, blocks: stopped, ms: blockedMs });
      }
    }
    const times = own.map(({ estimate }) => estimate?.ms ?? null);
    const sum = times.reduce<number | null>((all, ms) => (all === null || ms === null ? null : all + ms), 0);
    return { part, ms: sum === null ? null : Math.round(sum * 10) / 10, blocked: [...tables.values()] };
  });
}
