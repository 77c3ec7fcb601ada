// The attribute that says when an item expires and is removed by DynamoDB.
import type { Setting } from "../setting.ts";

export const timeToLive: Setting<string | null> = {
  usual: null,
  async read({ session, description: { TableName } }) {
    const { TimeToLiveDescription: found } = await session.run({
      command: "DescribeTimeToLive",
      input: { TableName },
    });
    const on = found?.TimeToLiveStatus === "ENABLED" || found?.TimeToLiveStatus === "ENABLING";
    return on ? (found.AttributeName ?? null) : null;
  },
  via: (from, to) => (from !== null && to !== null ? null : to),
  turn: (_from, to) => (to === null ? "safety" : "less"),
  calls: ({ table }, { from, to }) => [
    {
      command: "UpdateTimeToLive",
      input: {
        TableName: table,
        TimeToLiveSpecification: { AttributeName: to ?? from ?? "", Enabled: to !== null },
      },
    },
  ],
  inWords: (to) => (to === null ? "no time to live" : `time to live ${to}`),
  effects: (_from, to) => ({
    takes: "up to an hour, in which it cannot be changed again",
    costs: to === null ? null : "nothing; items whose time has passed are removed, and do not come back",
  }),
};
