// The forms in which `plan` is printed, beside the text for a terminal.
import type { PlanReport } from "../actions/plan.ts";

export interface PlanFormat {
  readonly name: string;
  load(): Promise<(report: PlanReport) => string>;
}

export const PLAN_FORMATS = [
  { name: "markdown", load: async () => (await import("./plan-formats/markdown.ts")).markdown },
  { name: "html", load: async () => (await import("./plan-formats/html.ts")).html },
  { name: "sql", load: async () => (await import("./plan-formats/sql.ts")).sqlText },
] as const satisfies readonly PlanFormat[];
