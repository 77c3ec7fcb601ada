// Whose key the table is encrypted with.
import type { Setting } from "../setting.ts";
import type { Settings } from "../state.ts";

export const encryption: Setting<Settings["encryption"]> = {
  usual: null,
  atCreation: true,
  async read({ description: { SSEDescription } }) {
    const on = SSEDescription?.Status === "ENABLED" || SSEDescription?.Status === "UPDATING";
    return on ? { key: SSEDescription.KMSMasterKeyArn ?? null } : null;
  },
  // Which key the account's default one is, only AWS knows: what is asked for is any.
  same: (from, to) =>
    (from === null) === (to === null) && (to === null || to.key === null || to.key === from?.key),
  turn: () => "plain",
  calls: ({ table }, { to }) => [
    { command: "UpdateTable", input: { TableName: table, SSESpecification: encryptionSpec(to) } },
  ],
  inWords: (to) =>
    to === null ? "encryption with AWS's own key" : `encryption with ${to.key ?? "the account's key"}`,
  effects: (_from, to) => ({
    takes: "minutes, in the background; four times in 24 hours at most",
    costs: to === null ? null : "requests to KMS",
  }),
};

export function encryptionSpec(to: Settings["encryption"]) {
  if (to === null) return { Enabled: false };
  return { Enabled: true, SSEType: "KMS", ...(to.key !== null && { KMSMasterKeyId: to.key }) } as const;
}
