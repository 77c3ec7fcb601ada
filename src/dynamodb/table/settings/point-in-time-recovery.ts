// Continuous backups, from which the table as it was at any second of the last weeks can be restored.
import type { Setting } from "../setting.ts";

export const pointInTimeRecovery: Setting<boolean> = {
  usual: false,
  async read({ session, description: { TableName } }) {
    const { ContinuousBackupsDescription: found } = await session.run({
      command: "DescribeContinuousBackups",
      input: { TableName },
    });
    return found?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === "ENABLED";
  },
  turn: (_from, to) => (to ? "safety" : "danger"),
  calls: ({ table }, { to }) => [
    {
      command: "UpdateContinuousBackups",
      input: {
        TableName: table,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: to },
      },
    },
  ],
  inWords: (to) => (to ? "point-in-time recovery" : "no point-in-time recovery"),
  effects: (_from, to) =>
    to
      ? { takes: "moments; what was before cannot be restored", costs: "per GB and month, as backups cost" }
      : { takes: "moments; all that could be restored is gone at once", costs: null },
};
