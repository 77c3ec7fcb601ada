// The regions that hold a copy of the table; one is added or taken away at a time.
import type { Setting } from "../setting.ts";

export const replicas: Setting<readonly string[]> = {
  usual: [],
  async read({ session, description: { Replicas = [] } }) {
    const others = Replicas.flatMap(({ RegionName }) => (RegionName === undefined ? [] : [RegionName]));
    return others.filter((region) => region !== session.region);
  },
  same: (from, to) => from.length === to.length && from.every((region) => to.includes(region)),
  // What is new comes first: at no time are there fewer than before and after.
  via(from, to) {
    const added = to.find((region) => !from.includes(region));
    if (added !== undefined) return [...from, added];
    const gone = from.find((region) => !to.includes(region));
    return from.filter((region) => region !== gone);
  },
  turn: () => "less",
  calls: ({ table }, { from, to }) => {
    const added = to.find((region) => !from.includes(region));
    const gone = from.find((region) => !to.includes(region)) ?? "";
    const update = added === undefined ? { Delete: { RegionName: gone } } : { Create: { RegionName: added } };
    return [{ command: "UpdateTable", input: { TableName: table, ReplicaUpdates: [update] } }];
  },
  inWords(to, from) {
    const added = to.find((region) => !from.includes(region));
    const gone = from.find((region) => !to.includes(region));
    return added === undefined ? `no replica in ${gone}` : `replica in ${added}`;
  },
  effects: (from, to) =>
    to.length > from.length
      ? { takes: "minutes to hours, by the table's size", costs: "storage and replicated writes there" }
      : { takes: "minutes; the copy there is deleted", costs: null },
};
