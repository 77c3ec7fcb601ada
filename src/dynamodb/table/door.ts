// What a migration may do to tables, as words about what is wanted; who is behind the door does it, plans it or lets it be.

import type { Way } from "./arrive.ts";
import type { IndexOptions, TableWork } from "./public.ts";
import { invalid, wantedIndex, wantedSettings, wantedTable } from "./wish.ts";

export interface Door {
  arrive(way: Way): Promise<"changed" | "unchanged">;
  delete(table: string): Promise<"changed" | "unchanged">;
}

export function tableWork(door: Door, table: string): TableWork {
  const leavesOut = (options: IndexOptions = {}): boolean => {
    const { violations, ...others } = options;
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
    of: (other) => tableWork(door, other),
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
  };
}

/** Where only items matter: proofs in memory, and processes that help with a transform. */
export const closedDoor: Door = {
  arrive: async () => "unchanged",
  delete: async () => "unchanged",
};
