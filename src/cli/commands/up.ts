// `godwit up`: applies what is pending.

import type { Project } from "../../actions/project.ts";
import type { RunReport } from "../../actions/run-report.ts";
import { up as apply } from "../../actions/up.ts";
import { choiceFlags, choiceOf } from "../choice-flags.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import type { Execution } from "../execute-plan.ts";
import { dumpFlag, withDump } from "../with-dump.ts";
import { withoutBackupFlag } from "../without-backup-flag.ts";
import { runResult } from "./run-result.ts";

export const up = command({
  description:
    "Applies pending migrations in order, each with its history row in one transaction, under a lock that every " +
    "other run sees. A run that was killed, or failed and was corrected, continues where it stopped.",
  examples: [
    { command: "godwit up", does: "apply everything that is pending" },
    { command: "godwit up --dry-run", does: "list it without touching the database" },
    { command: "godwit up --to 024", does: "stop after version 024" },
    { command: "godwit up --phase expand", does: "only what must run before the application is deployed" },
  ],
  arguments: {},
  flags: {
    ...choiceFlags,
    plan: {
      help: "execute this plan, made by `plan --out`, only if nothing has moved since",
      value: "FILE",
      conflicts: ["to", "only", "count", "phase", "kind", "dryRun"],
    },
    dryRun: { help: "list what would be applied, with its parts; nothing is sent to the database" },
    onFailure: {
      help: "what to do with the migrations of this run when one fails",
      value: "WHAT",
      choices: ["down"],
    },
    wait: { help: "how long to wait for another run to end", value: "TIME", setting: "wait" },
    maxWcu: {
      help: "DynamoDB write units per second that transforms may use",
      value: "N",
      setting: "dynamodb.maxWcu",
    },
    withoutBackup: withoutBackupFlag,
    dump: dumpFlag,
  },
  async run(context, { dryRun, onFailure, plan, ...choosing }) {
    const options = { dryRun, onFailure, ...choiceOf(choosing) };
    const dumped = await withDump(context, (project) =>
      plan === undefined ? apply(project, options) : executed(context, project, { file: plan, options }),
    );
    const { to, only, phase, kind } = choosing;
    const chosen = [to, only, phase, kind].some((choice) => choice !== undefined);
    return runResult(dumped, {
      done: "applied",
      would: "would apply",
      nothing: chosen ? "nothing of that to apply" : "nothing to apply: everything is up to date",
    });
  },
});

/** Comparing schemas is loaded only where a plan is to be executed. */
async function executed(context: Context, project: Project, execution: Execution): Promise<RunReport> {
  const { executePlan } = await import("../execute-plan.ts");
  return executePlan(context, project, execution);
}
