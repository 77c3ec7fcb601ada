// Whether CloudWatch is told which keys are used most.
import type { Setting } from "../setting.ts";

export const contributorInsights: Setting<boolean> = {
  usual: false,
  async read({ session, description: { TableName } }) {
    const found = await session.run({ command: "DescribeContributorInsights", input: { TableName } });
    return found.ContributorInsightsStatus === "ENABLED" || found.ContributorInsightsStatus === "ENABLING";
  },
  turn: () => "plain",
  calls: ({ table }, { to }) => [
    {
      command: "UpdateContributorInsights",
      input: { TableName: table, ContributorInsightsAction: to ? "ENABLE" : "DISABLE" },
    },
  ],
  inWords: (to) => (to ? "contributor insights" : "no contributor insights"),
  effects: (_from, to) => ({ takes: "moments", costs: to ? "per event that CloudWatch counts" : null }),
};
