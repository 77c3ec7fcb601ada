// The locks of a timeline, held as one: each migration's work and records go to the database that they are for.
import type { Held, JointTransaction, RecordChange } from "../engine.ts";
import { GodwitError } from "../errors.ts";
import type { Routes } from "./strand.ts";

export function holdTogether(holds: readonly Held[], ways: Routes): Held {
  const at = (strand: number): Held => {
    const held = holds[strand];
    if (held) return held;
    throw new GodwitError("BUG", `the lock of strand ${strand} is not held`);
  };
  return {
    lost: AbortSignal.any(holds.map(({ lost }) => lost)),
    fence: holds.map(({ fence }) => fence).join("+"),
    async admit(program) {
      const file = program.steps[0]?.at.file;
      if (file !== undefined) await at(ways.ofFile(file)).admit(program);
    },
    work: (order) => at(ways.ofVersion(order.migration.version)).work(order),
    async record(changes) {
      const each = new Map<number, RecordChange[]>();
      for (const change of changes) {
        const strand = strandOf(ways, change);
        each.set(strand, [...(each.get(strand) ?? []), change]);
      }
      for (const [strand, own] of each) await at(strand).record(own);
    },
    join: () => joinOne(holds, ways),
    async release() {
      // In the order in which nobody waits for the second while the first is free.
      for (const held of holds.toReversed()) await held.release();
    },
  };
}

/** A line about no version in particular belongs to the history that is read first. */
function strandOf(ways: Routes, { put, remove, log }: RecordChange): number {
  const about = put?.version ?? remove ?? log.version ?? log.name;
  return about !== null && about !== undefined && ways.knows(about) ? ways.ofVersion(about) : 0;
}

/** A transaction is one database's: it is that of the first migration that runs in it. */
function joinOne(holds: readonly Held[], ways: Routes): JointTransaction {
  let joint: JointTransaction | undefined;
  let strand = 0;
  return {
    async run(parcel) {
      const { version, name } = parcel.order.migration;
      const own = ways.ofVersion(version);
      if (!joint) {
        strand = own;
        joint = holds[own]?.join?.();
      }
      if (joint && own === strand) return joint.run(parcel);
      throw new GodwitError(
        "NOT_ATOMIC",
        `${name} cannot be in one transaction with what is in another database`,
      );
    },
    async commit(changes) {
      await joint?.commit(changes);
    },
  };
}
