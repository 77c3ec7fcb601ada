// `godwit plan` on DynamoDB: what would become of items, by shape, and what it costs.
import { itemPlanDocument } from "../../actions/item-plan-document.ts";
import { previewItems } from "../../actions/preview-items.ts";
import type { UpChoice } from "../../actions/select.ts";
import { GodwitError } from "../../core/errors.ts";
import type { Result } from "../command.ts";
import type { Context } from "../context.ts";
import { itemPlanReport } from "../item-plan-report.ts";
import { keepPlan } from "../keep-plan.ts";
import { withProject } from "../with-project.ts";

export interface PlanWish {
  readonly choice: UpChoice;
  readonly out: string | undefined;
  readonly format: string | undefined;
  readonly seed: number | undefined;
}

export async function planItems(context: Context, { choice, out, format, seed }: PlanWish): Promise<Result> {
  if (format !== undefined) {
    throw new GodwitError("NOT_SUPPORTED", "--format is not for DynamoDB in this version", {
      hint: "use `godwit plan --json`",
    });
  }
  const plan = await withProject(context, (project) =>
    previewItems(project, { choice, seed: seed ?? Math.ceil(Math.random() * 1_000_000) }),
  );
  const { database, findings } = plan;
  const document = itemPlanDocument(plan);
  if (out !== undefined) keepPlan(context, out, document);
  return {
    database: `${database.host}/${database.name}`,
    document,
    text: () => itemPlanReport(plan, context.stdout),
    ...(findings.length > 0 ? { status: 3 as const } : {}),
  };
}
