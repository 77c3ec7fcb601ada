// `godwit plan`: what `up` would do, rehearsed on a shadow with the target's schema.
import { plan as rehearse } from "../../actions/plan.ts";
import { planDocument } from "../../actions/plan-document.ts";
import { GodwitError } from "../../core/errors.ts";
import { choiceFlags, choiceOf } from "../choice-flags.ts";
import { command } from "../command.ts";
import { count } from "../flag-values.ts";
import { keepPlan } from "../keep-plan.ts";
import { PLAN_FORMATS } from "../plan-formats.ts";
import { planReport } from "../plan-report.ts";
import { withComparison } from "../with-comparison.ts";

export const plan = command({
  description:
    "Shows what `up` would do. Pending migrations are run on a throw-away shadow with the schema of the database, and " +
    "each statement is watched: the locks that it takes, what it rewrites or reads whole, what it loses. Then they run " +
    "again where generated rows are, and the database is asked, read-only, whether its own rows are in the way, and who " +
    "uses what goes. The rules of `godwit lint` look at it with what the database holds. Errors end with status 3. A plan that was kept with --out is executed by " +
    "`godwit up --plan`, only if nothing has moved since. On DynamoDB migrations run on the table itself, with a client " +
    "that refuses to write.",
  examples: [
    { command: "godwit plan", does: "what is pending" },
    {
      command: "godwit plan --env prod --out plan.json",
      does: "keep it, for review and for `up --plan plan.json`",
    },
    { command: "godwit plan --format markdown", does: "for the comment of a review" },
    {
      command: "godwit plan --env league",
      does: "on DynamoDB: what would become of items, and what it costs in units, money and time",
    },
    { command: "godwit plan --to 024 --json", does: "up to version 024, as one JSON document" },
  ],
  arguments: {},
  flags: {
    ...choiceFlags,
    format: {
      help: "print the plan in this form",
      value: "FORM",
      choices: PLAN_FORMATS.map(({ name }) => name),
    },
    seed: { help: "of the sample that is read of a large DynamoDB table", value: "N", parse: count },
    out: { help: "write the plan to this file, for `up --plan`", value: "FILE" },
  },
  async run(context, { format, seed, out, ...choosing }) {
    const choice = choiceOf(choosing);
    const settings = await context.settings();
    if (settings.dynamodb) {
      const { planItems } = await import("./plan-items.ts");
      return planItems(context, { choice, out, format, seed });
    }
    if (settings.timeline) {
      const { planTimeline } = await import("./plan-timeline.ts");
      return planTimeline(context, { choice, out, format, seed });
    }
    if (seed !== undefined) {
      throw new GodwitError("USAGE", "--seed goes with DynamoDB only", { hint: "leave it out" });
    }
    const { linterOf } = await import("../../project/lint.ts");
    return withComparison(context, async (comparison, project) => {
      const live = await comparison.live();
      try {
        const linter = (major: number) => linterOf({ settings, major });
        const report = await rehearse(project, comparison, { choice, live, linter, role: settings.role });
        const document = planDocument(report);
        if (out !== undefined && !report.error) keepPlan(context, out, document);
        const { host, name } = report.database;
        const formatted = await PLAN_FORMATS.find((one) => one.name === format)?.load();
        return {
          database: `${host}/${name}`,
          document,
          text: () => (formatted ? formatted(report) : planReport(report, context.stdout)),
          ...(report.error ? { error: report.error } : {}),
          ...(report.findings.some(({ severity }) => severity === "error") ? { status: 3 as const } : {}),
        };
      } finally {
        await live.close();
      }
    });
  },
});
