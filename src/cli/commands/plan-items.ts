// `godwit plan` on DynamoDB: what would become of items, by shape, and what it costs.

import { findingDocument } from "../../actions/finding-document.ts";
import { previewItems } from "../../actions/preview-items.ts";
import type { UpChoice } from "../../actions/select.ts";
import { GodwitError } from "../../core/errors.ts";
import type { Result } from "../command.ts";
import type { Context } from "../context.ts";
import { itemPlanReport } from "../item-plan-report.ts";
import { withProject } from "../with-project.ts";

interface Wish {
  readonly choice: UpChoice;
  readonly out: string | undefined;
  readonly format: string | undefined;
  readonly seed: number | undefined;
}

export async function planItems(context: Context, { choice, out, format, seed }: Wish): Promise<Result> {
  if (out !== undefined || format !== undefined) {
    throw new GodwitError(
      "NOT_SUPPORTED",
      `--${out ? "out" : "format"} is not for DynamoDB in this version`,
      {
        hint: "use `godwit plan --json` to keep what was found",
      },
    );
  }
  const plan = await withProject(context, (project) =>
    previewItems(project, { choice, seed: seed ?? Math.ceil(Math.random() * 1_000_000) }),
  );
  const { database, digest, migrations, findings } = plan;
  return {
    database: `${database.host}/${database.name}`,
    document: {
      digest,
      migrations: migrations.map(({ version, name, file, operations }) => ({
        version,
        name,
        file,
        steps: [],
        items: operations,
        cost: {
          readUnits: sumOf(operations.map(({ readUnits }) => readUnits)),
          writeUnits: sumOf(operations.map(({ writeUnits }) => writeUnits)),
        },
      })),
      findings: findings.map(findingDocument),
      approvals: [],
    },
    text: () => itemPlanReport(plan, context.stdout),
    ...(findings.length > 0 ? { status: 3 as const } : {}),
  };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
