// `godwit drift`: whether the live database is what its history should have made of it.
import { drift as findDrift } from "../../actions/drift.ts";
import { command } from "../command.ts";
import { withComparison } from "../with-comparison.ts";
import { schemaResult } from "./schema-result.ts";

export const drift = command({
  description:
    "Compares the live database with what its history should have made of it: the migrations that it has had are run " +
    "on a throw-away shadow. Ends with status 3 when they differ. The changes are those that somebody made to the " +
    "database; the SQL, tried on a shadow, takes them back. Nothing is changed.",
  examples: [
    { command: "godwit drift", does: "the project's database" },
    { command: "godwit drift --env prod --json", does: "production, as one JSON document" },
  ],
  arguments: {},
  flags: {},
  async run(context) {
    const settings = await context.settings();
    if (settings.dynamodb) {
      const { driftItems } = await import("./verify-items.ts");
      return driftItems(context);
    }
    return withComparison(context, async (comparison, project) => {
      const sides = { expected: comparison.expected(project), live: await comparison.live() };
      try {
        const report = await findDrift(comparison, sides);
        const words = {
          same: "no drift: the database is what its history made of it",
          changes: "the database differs from its history",
          sql: "SQL that takes it back, tried on a shadow",
        };
        const result = schemaResult(report, words, context.stdout);
        return report.changes.length > 0 ? { ...result, status: 3 } : result;
      } finally {
        await sides.expected.close();
        await sides.live.close();
      }
    });
  },
});
