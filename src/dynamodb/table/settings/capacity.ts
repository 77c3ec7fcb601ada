// What a table and its global indexes may read and write, and how that is paid for.
import type { Call } from "../../call.ts";
import type { Setting } from "../setting.ts";
import type { CapacityState, TableState, Units } from "../state.ts";
import type { OnDemand, Throughput } from "../table-call.ts";

export const capacity: Setting<CapacityState> = {
  usual: { mode: "PAY_PER_REQUEST", read: null, write: null, indexes: {} },
  atCreation: true,
  async read({ description }) {
    const mode =
      description.BillingModeSummary?.BillingMode === "PAY_PER_REQUEST" ? "PAY_PER_REQUEST" : "PROVISIONED";
    const units = (of: Bounded): Units => (mode === "PROVISIONED" ? provisionedOf(of) : onDemandOf(of));
    const indexes = (description.GlobalSecondaryIndexes ?? []).map((index) => [
      index.IndexName,
      units(index),
    ]);
    return { mode, ...units(description), indexes: Object.fromEntries(indexes) };
  },
  same: (from, to) => from.mode === to.mode && differing(from, to).length === 0,
  turn(from, to) {
    if (from.mode !== to.mode) return to.mode === "PAY_PER_REQUEST" ? "more" : "less";
    const grows = differing(from, to).some(
      ({ was, wanted }) => more(was.read, wanted.read) || more(was.write, wanted.write),
    );
    return grows ? "more" : "less";
  },
  calls: ({ table }, { from, to, state }) => [updateOf(table, { from, to, state })],
  inWords(to, from) {
    const whole = (units: Units): string =>
      `${units.read ?? "unbounded"} read and ${units.write ?? "unbounded"} write units`;
    const changed = differing(from, to).map(
      ({ name, wanted }) => `${name === null ? "" : `${name}: `}${whole(wanted)}`,
    );
    if (from.mode === to.mode) return `capacity ${changed.join("; ")}`;
    return to.mode === "PAY_PER_REQUEST" ? "on-demand capacity" : `provisioned capacity of ${whole(to)}`;
  },
  effects(from, to) {
    if (from.mode === to.mode) {
      const takes = "minutes; provisioned capacity can be lowered a limited number of times a day";
      return { takes: to.mode === "PROVISIONED" ? takes : "moments", costs: "as the units say" };
    }
    return to.mode === "PAY_PER_REQUEST"
      ? { takes: "minutes; four times in 24 hours at most", costs: "per request instead of per hour" }
      : { takes: "minutes", costs: "per hour instead of per request" };
  },
};

interface Differing {
  /** Null for the table itself. */
  readonly name: string | null;
  readonly was: Units;
  readonly wanted: Units;
}

/** Only indexes that are in both: one that comes brings its own, one that goes takes it away. */
function differing(from: CapacityState, to: CapacityState): readonly Differing[] {
  const both = Object.entries(to.indexes).flatMap(([name, wanted]) => {
    const was = from.indexes[name];
    return was ? [{ name, was, wanted }] : [];
  });
  return [{ name: null, was: from, wanted: to }, ...both].filter(
    ({ was, wanted }) => was.read !== wanted.read || was.write !== wanted.write,
  );
}

function more(was: number | null, wanted: number | null): boolean {
  return (wanted ?? Number.POSITIVE_INFINITY) > (was ?? Number.POSITIVE_INFINITY);
}

interface Change {
  readonly from: CapacityState;
  readonly to: CapacityState;
  readonly state: TableState;
}

function updateOf(table: string, { from, to, state }: Change): Call {
  const switches = from.mode !== to.mode;
  const changed = switches ? switched(to, state) : differing(from, to);
  const own = changed.find(({ name }) => name === null);
  const updates = changed.flatMap(({ name, wanted }) =>
    name === null ? [] : [{ Update: { IndexName: name, ...capacityFields(to.mode, wanted) } }],
  );
  return {
    command: "UpdateTable",
    input: {
      TableName: table,
      ...(switches && { BillingMode: to.mode }),
      ...(own && capacityFields(to.mode, own.wanted)),
      ...(updates.length > 0 && { GlobalSecondaryIndexUpdates: updates }),
    },
  };
}

/** When the mode changes, everything needs its units to be provisioned; on demand, only what is to have a bound. */
function switched(to: CapacityState, state: TableState): readonly Pick<Differing, "name" | "wanted">[] {
  const indexes = Object.keys(state.globalIndexes).map((name) => {
    const usual = to.mode === "PROVISIONED" ? to : UNBOUNDED;
    return { name, wanted: to.indexes[name] ?? usual };
  });
  const all = [{ name: null, wanted: to }, ...indexes];
  return to.mode === "PROVISIONED" ? all : all.filter(({ wanted }) => isBounded(wanted));
}

export const UNBOUNDED: Units = { read: null, write: null };

export function isBounded({ read, write }: Units): boolean {
  return read !== null || write !== null;
}

/** As CreateTable and UpdateTable take it, of a table or an index. */
export function capacityFields(
  mode: CapacityState["mode"],
  { read, write }: Units,
): { readonly ProvisionedThroughput?: Throughput; readonly OnDemandThroughput?: OnDemand } {
  if (mode === "PROVISIONED") {
    return { ProvisionedThroughput: { ReadCapacityUnits: read ?? 1, WriteCapacityUnits: write ?? 1 } };
  }
  return { OnDemandThroughput: { MaxReadRequestUnits: read ?? -1, MaxWriteRequestUnits: write ?? -1 } };
}

interface Bounded {
  readonly ProvisionedThroughput?: Partial<Throughput>;
  readonly OnDemandThroughput?: OnDemand;
}

function provisionedOf({ ProvisionedThroughput: found = {} }: Bounded): Units {
  return { read: found.ReadCapacityUnits ?? 0, write: found.WriteCapacityUnits ?? 0 };
}

function onDemandOf({ OnDemandThroughput: found = {} }: Bounded): Units {
  const bound = (units = -1): number | null => (units < 0 ? null : units);
  return { read: bound(found.MaxReadRequestUnits), write: bound(found.MaxWriteRequestUnits) };
}
