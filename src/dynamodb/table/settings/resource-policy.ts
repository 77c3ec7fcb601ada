// The table's own IAM policy.

import { failureOf } from "../../failure.ts";
import type { Setting } from "../setting.ts";

export const resourcePolicy: Setting<string | null> = {
  usual: null,
  async read({ session, description: { TableArn = "" } }) {
    try {
      const { Policy } = await session.run({
        command: "GetResourcePolicy",
        input: { ResourceArn: TableArn },
      });
      return Policy ?? null;
    } catch (thrown) {
      if (failureOf(thrown)?.name === "PolicyNotFoundException") return null;
      throw thrown;
    }
  },
  same: (from, to) => normal(from) === normal(to),
  turn: () => "plain",
  calls: ({ arn }, { to }) => [
    to === null
      ? { command: "DeleteResourcePolicy", input: { ResourceArn: arn } }
      : { command: "PutResourcePolicy", input: { ResourceArn: arn, Policy: to } },
  ],
  inWords: (to) => (to === null ? "no resource policy" : "resource policy"),
  effects: () => ({ takes: "seconds until it holds everywhere", costs: null }),
};

/** The policy without its layout; a text that is no JSON is left to DynamoDB to refuse. */
function normal(policy: string | null): string | null {
  if (policy === null) return null;
  try {
    return JSON.stringify(JSON.parse(policy));
  } catch {
    return policy;
  }
}
