// The result of commands that compare schemas: the fields of CONTRACT section 5, and the report for people.
import { changeDocument } from "../../actions/describe-change.ts";
import type { DiffReport } from "../../actions/diff.ts";
import { findingDocument } from "../../actions/finding-document.ts";
import type { PlannedStep } from "../../core/planned-step.ts";
import type { Screen } from "../../reporters/screen.ts";
import type { Result } from "../command.ts";
import { schemaReport, sqlOf, type Words } from "../schema-report.ts";

export function schemaResult(report: DiffReport, words: Words, screen: Screen): Result {
  const { database, changes, steps, findings } = report;
  return {
    ...(database ? { database: `${database.host}/${database.name}` } : {}),
    document: {
      changes: changes.map(changeDocument),
      steps: steps.map(stepDocument),
      sql: sqlOf(steps),
      findings: findings.map(findingDocument),
    },
    text: () => schemaReport(report, words, screen),
  };
}

export function stepDocument({ text, op: _op, ...step }: PlannedStep) {
  return { sql: text, ...step, lock: step.lock ?? null, losesData: step.losesData ?? null };
}
