// How a run of `up`, `down` or `redo` is told: the JSON of CONTRACT section 5, and a line or two for people.
import { failureDocument, runDocument } from "../../actions/run-document.ts";
import type { RunReport } from "../../actions/run-report.ts";
import { formatDuration } from "../../core/duration.ts";
import type { Result } from "../command.ts";
import type { Dumped } from "../with-dump.ts";

export interface Words {
  /** Such as `applied`. */
  readonly done: string;
  /** Such as `would apply`. */
  readonly would: string;
  /** Said when there was nothing to do. */
  readonly nothing: string;
}

export function runResult({ report, dump }: Dumped, words: Words): Result {
  const { error } = report;
  return {
    document: { ...runDocument(report), ...(dump === null ? {} : { dump }), ...failureDocument(report) },
    text: () => `${textOf(report, words)}${dump === null ? "" : `wrote ${dump}\n`}`,
    ...(error ? { error } : {}),
  };
}

function textOf({ dryRun, migrations, error }: RunReport, words: Words): string {
  if (migrations.length === 0) return error ? "" : `${words.nothing}\n`;
  const total = migrations.reduce((sum, { executionTimeMs }) => sum + executionTimeMs, 0);
  const many = migrations.length === 1 ? "1 migration" : `${migrations.length} migrations`;
  if (!dryRun) return `${words.done} ${many} in ${formatDuration(total)}\n`;
  const lines = migrations.map(({ name, steps, program }) => {
    const parts = program && program.parts.length > 1 ? `, not atomic: ${program.parts.length} parts` : "";
    return `  ${name}${steps === 0 ? "" : ` (${steps === 1 ? "1 step" : `${steps} steps`}${parts})`}\n`;
  });
  return `${words.would} ${many}:\n${lines.join("")}`;
}
