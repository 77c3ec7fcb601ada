// `godwit plan` in an environment with a database and a table: both plans, in the order of the run.
import { findingDocument } from "../../actions/finding-document.ts";
import { previewedDocument } from "../../actions/item-plan-document.ts";
import { plan as rehearse } from "../../actions/plan.ts";
import { planDocument, rehearsedDocument } from "../../actions/plan-document.ts";
import { planTimeline as plan, type TimelinePlan } from "../../actions/plan-timeline.ts";
import { GodwitError } from "../../core/errors.ts";
import { linterOf } from "../../project/lint.ts";
import type { Screen } from "../../reporters/screen.ts";
import type { Result } from "../command.ts";
import type { Context } from "../context.ts";
import { findingLines } from "../findings.ts";
import { previewedLines } from "../item-plan-report.ts";
import { keepPlan } from "../keep-plan.ts";
import { migrationLines } from "../plan-report.ts";
import { withComparison } from "../with-comparison.ts";
import { withItems } from "../with-items.ts";
import { withProject } from "../with-project.ts";
import type { PlanWish } from "./plan-items.ts";

export async function planTimeline(
  context: Context,
  { choice, out, format, seed }: PlanWish,
): Promise<Result> {
  if (format !== undefined) {
    throw new GodwitError("NOT_SUPPORTED", "--format is not for a timeline with DynamoDB in this version", {
      hint: "use `godwit plan --json`",
    });
  }
  const settings = await context.settings();
  const wish = { choice, seed: seed ?? Math.ceil(Math.random() * 1_000_000) };
  const found = await withProject(context, (whole) =>
    withItems(context, (items) =>
      withComparison(context, async (comparison, project) => {
        const live = await comparison.live();
        try {
          const linter = (major: number) => linterOf({ settings, major });
          const parts = {
            whole,
            items,
            rehearse: (own: typeof choice) => rehearse(project, comparison, { choice: own, live, linter }),
          };
          return await plan(parts, wish);
        } finally {
          await live.close();
        }
      }),
    ),
  );
  const { host, name } = found.database;
  const { error } = found.rehearsed;
  const document = documentOf(found);
  if (out !== undefined && !error) keepPlan(context, out, document);
  return {
    database: `${host}/${name}`,
    document,
    text: () => textOf(found, context.stdout),
    ...(error ? { error } : {}),
    ...(found.findings.some(({ severity }) => severity === "error") ? { status: 3 as const } : {}),
  };
}

function documentOf({ digest, basis, rehearsed, items, migrations, findings }: TimelinePlan) {
  return {
    ...planDocument(rehearsed),
    digest,
    basis,
    seed: items.seed,
    migrations: migrations.map((one) =>
      "rehearsed" in one ? rehearsedDocument(one.rehearsed) : previewedDocument(one.previewed),
    ),
    findings: findings.map(findingDocument),
  };
}

function textOf({ migrations, findings, digest, rehearsed }: TimelinePlan, screen: Screen): string {
  const lines: string[] = [];
  for (const one of migrations) {
    const own =
      "rehearsed" in one
        ? migrationLines(one.rehearsed, screen)
        : previewedLines(one.previewed, screen.paint);
    lines.push(...own, "");
  }
  lines.push(...findingLines(findings, screen.paint));
  if (findings.length > 0) lines.push("");
  if (rehearsed.error) lines.push("what comes after the error was not rehearsed; nothing was changed");
  else if (migrations.length === 0) lines.push("nothing to apply: everything is up to date");
  else lines.push(`digest ${digest}; nothing was changed`);
  return `${lines.join("\n")}\n`;
}
