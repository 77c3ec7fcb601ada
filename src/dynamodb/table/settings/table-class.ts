// The table class: what storage costs against what requests cost.
import type { Setting } from "../setting.ts";
import type { Settings } from "../state.ts";

export const tableClass: Setting<Settings["tableClass"]> = {
  usual: "STANDARD",
  atCreation: true,
  async read({ description }) {
    return description.TableClassSummary?.TableClass === "STANDARD_INFREQUENT_ACCESS"
      ? "STANDARD_INFREQUENT_ACCESS"
      : "STANDARD";
  },
  turn: () => "plain",
  calls: ({ table }, { to }) => [{ command: "UpdateTable", input: { TableName: table, TableClass: to } }],
  inWords: (to) => `table class ${to}`,
  effects: (_from, to) => ({
    takes: "minutes, in the background; twice in 30 days at most",
    costs:
      to === "STANDARD" ? "storage costs more, requests cost less" : "storage costs less, requests cost more",
  }),
};
