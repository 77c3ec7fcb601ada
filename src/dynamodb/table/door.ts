// What a migration may do to tables, as words about what is wanted; who is behind the door does it, plans it or lets it be.

import type { Way } from "./arrive.ts";
import type { CutOverWish, IndexOptions, TableWork } from "./public.ts";
import type { Rekey } from "./rekey/rekey.ts";
import type { Compared, Copied, CutOver } from "./rekey/rekey-work.ts";
import { invalid, wantedIndex, wantedSettings, wantedTable } from "./wish.ts";

export interface Door {
  arrive(way: Way): Promise<"changed" | "unchanged">;
  delete(table: string): Promise<"changed" | "unchanged">;
  copy(order: RekeyOrder): Promise<Copied>;
  compare(order: RekeyOrder): Promise<Compared>;
  uncopy(order: RekeyOrder): Promise<number>;
  cutOver(order: RekeyOrder, how: CutOver): Promise<"changed" | "unchanged">;
  cutBack(order: RekeyOrder, how: CutOver): Promise<"changed" | "unchanged">;
}

export interface RekeyOrder {
  /** Counts the transforms and re-keyings of a migration. */
  readonly number: number;
  readonly from: string;
  readonly rekey: Rekey;
}

export interface TableWorkOptions {
  readonly door: Door;
  /** The number of the next transform or re-keying. */
  readonly next: () => number;
}

export function tableWork(options: TableWorkOptions, table: string): TableWork {
  const { door, next } = options;
  // Counted when it is called: calls that run at once keep their numbers when they are run again.
  const order = (rekey: unknown): RekeyOrder => ({ number: next(), from: table, rekey: rekeyWish(rekey) });
  const leavesOut = (index: IndexOptions = {}): boolean => {
    const { violations, ...others } = index;
    const [unknown] = Object.keys(others);
    if (unknown === undefined && (violations === undefined || violations === "leave-out")) {
      return violations === "leave-out";
    }
    throw invalid(
      `options of ${table} have \`${unknown ?? "violations"}\` wrong`,
      '{ violations: "leave-out" }',
    );
  };
  return {
    of: (other) => tableWork(options, other),
    create: async (wish) =>
      door.arrive({ wanted: wantedTable(table, wish), creates: true, leavesOut: false }),
    delete: async () => door.delete(table),
    become: async (wish, options) =>
      door.arrive({ wanted: wantedTable(table, wish), creates: false, leavesOut: leavesOut(options) }),
    set: async (settings) =>
      door.arrive({ wanted: wantedSettings(table, settings), creates: false, leavesOut: false }),
    addIndex: async (name, index, options) =>
      door.arrive({
        wanted: wantedIndex(table, { name, index }),
        creates: false,
        leavesOut: leavesOut(options),
      }),
    dropIndex: async (name) =>
      door.arrive({ wanted: wantedIndex(table, { name, index: null }), creates: false, leavesOut: false }),
    copy: async (rekey) => door.copy(order(rekey)),
    compare: async (rekey) => door.compare(order(rekey)),
    uncopy: async (rekey) => door.uncopy(order(rekey)),
    cutOver: async (rekey, how) => door.cutOver(order(rekey), cutOverWish(how)),
    cutBack: async (rekey, how) => door.cutBack(order(rekey), cutOverWish(how)),
  };
}

function rekeyWish(wish: unknown): Rekey {
  const rekey = wish as Partial<Rekey> | null;
  if (
    typeof rekey === "object" &&
    rekey !== null &&
    typeof rekey.to === "string" &&
    typeof rekey.change === "function" &&
    typeof rekey.origin === "function" &&
    (rekey.back === undefined || typeof rekey.back === "function")
  ) {
    return rekey as Rekey;
  }
  throw invalid("a re-keying lacks something", "{ to: TABLE, change(item) { … }, origin(copy) { … } }");
}

function cutOverWish(how: CutOverWish): CutOver {
  const { marker, graceSeconds = 0 } = how ?? {};
  if (Array.isArray(marker) && Number.isFinite(graceSeconds) && graceSeconds >= 0) {
    return { marker, graceSeconds };
  }
  throw invalid("a cut-over has no marker", '{ marker: ["CONFIG", "TABLE"], graceSeconds: 30 }');
}

/** Where only items matter: proofs in memory, and processes that help with a transform. */
export const closedDoor: Door = {
  arrive: async () => "unchanged",
  delete: async () => "unchanged",
  copy: async () => ({ ...NOTHING, passes: 0 }),
  compare: async () => NOTHING,
  uncopy: async () => 0,
  cutOver: async () => "unchanged",
  cutBack: async () => "unchanged",
};

const NOTHING: Compared = Object.freeze({ items: 0, missing: 0, different: 0, extra: 0 });
