// The list of reporters: who is told about a run.
import { reportTo } from "./core/event.ts";
import { json } from "./reporters/json.ts";
import type { OpenReporter, ReporterOptions, ReporterPart } from "./reporters/reporter.ts";
import { terminal } from "./reporters/terminal.ts";

const REPORTERS: readonly ReporterPart[] = [terminal, json];

/** All reporters that have something to do in this run, as one. */
export function openReporters(options: ReporterOptions): OpenReporter {
  const open = REPORTERS.flatMap((part) => part(options) ?? []);
  return {
    report: reportTo(open.map(({ report }) => report)),
    close() {
      for (const reporter of open) reporter.close();
    },
  };
}
