// Whether DynamoDB refuses to delete the table.
import type { Setting } from "../setting.ts";

export const deletionProtection: Setting<boolean> = {
  usual: false,
  atCreation: true,
  read: async ({ description }) => description.DeletionProtectionEnabled === true,
  turn: (_from, to) => (to ? "safety" : "danger"),
  calls: ({ table }, { to }) => [
    { command: "UpdateTable", input: { TableName: table, DeletionProtectionEnabled: to } },
  ],
  inWords: (to) => (to ? "deletion protection" : "no deletion protection"),
  effects: () => ({ takes: "moments", costs: null }),
};
