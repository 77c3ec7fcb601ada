// The actions of a direct invocation, each answering the fields of its document (CONTRACT section 5).
import { aheadOfFiles } from "../../actions/ahead-of-files.ts";
import { down } from "../../actions/down.ts";
import { foreseenPlan } from "../../actions/foreseen-plan.ts";
import { doctor } from "../../actions/look.ts";
import { failureDocument, runDocument } from "../../actions/run-document.ts";
import type { RunReport } from "../../actions/run-report.ts";
import { status } from "../../actions/status.ts";
import { statusDocument } from "../../actions/status-document.ts";
import { up } from "../../actions/up.ts";
import type { Examination } from "../../core/engine.ts";
import { asGodwitError, GodwitError } from "../../core/errors.ts";
import type { OpenProject } from "../../project.ts";
import type { Action, LambdaRequest } from "./request.ts";

export interface Done {
  readonly fields: Readonly<Record<string, unknown>>;
  /** What went wrong, where there is a result nevertheless. */
  readonly error?: GodwitError | undefined;
}

type Act = (project: OpenProject, request: LambdaRequest) => Promise<Done>;

/** With the command whose document it is. */
export const ACTS: Readonly<Record<Action, { readonly command: string; readonly act: Act }>> = {
  status: {
    command: "status",
    act: async (project) => ({ fields: { ...statusDocument(await status(project)) } }),
  },
  migrate: { command: "up", act: migrate },
  plan: {
    command: "plan",
    act: async (project, request) => ({ fields: await foreseenPlan(project, choiceOf(request)) }),
  },
  rollback: { command: "down", act: rollback },
  doctor: {
    command: "doctor",
    act: async (project) => {
      const checks = await examine(project);
      const failed = checks.filter(({ ok }) => !ok);
      if (failed.length === 0) return { fields: { checks } };
      const names = failed.map(({ name }) => name).join(", ");
      return { fields: { checks }, error: new GodwitError("UNHEALTHY", `not as it should be: ${names}`) };
    },
  },
};

/** The way to the server first: a function in a closed network hears nothing but silence. */
async function examine(project: OpenProject): Promise<readonly Examination[]> {
  const reach = await project.reach();
  if (reach.some(({ ok }) => !ok)) return reach;
  try {
    return [...reach, ...(await doctor(project))];
  } catch (thrown) {
    const { message, hint } = asGodwitError(thrown);
    return [...reach, { name: "connection", ok: false, message, hint }];
  }
}

/** An older bundle than the database's is refused, or left alone where that is wanted. */
export async function migrate(project: OpenProject, request: LambdaRequest): Promise<Done> {
  try {
    return ranDocument(await up(project, choiceOf(request)));
  } catch (thrown) {
    const ahead = request.whenAhead === "ok" ? await aheadAfter(project, thrown) : [];
    if (ahead.length === 0) throw thrown;
    const message = `the database is ahead of this bundle and stays so: it has ${ahead.join(", ")}`;
    project.report({ type: "note", message });
    return { fields: { dryRun: request.dryRun === true, migrations: [], ahead } };
  }
}

const OF_OTHER_FILES = new Set(["MISSING", "CHANGED", "HALF_APPLIED"]);

async function aheadAfter(project: OpenProject, thrown: unknown): Promise<readonly string[]> {
  if (!(thrown instanceof GodwitError) || !OF_OTHER_FILES.has(thrown.code)) return [];
  return aheadOfFiles((await status(project)).standings);
}

async function rollback(project: OpenProject, request: LambdaRequest): Promise<Done> {
  const { to, only, count, force, dryRun, yes } = request;
  if (project.protected && !yes && !dryRun) {
    throw new GodwitError("CONFIRM", `the environment ${project.settings.environment} is protected`, {
      hint: 'send the event again with "yes": true if it is meant',
    });
  }
  const options = { ...(to && { to }), ...(only && { only }), ...(count && { count }) };
  return ranDocument(await down(project, { ...options, force: force === true, dryRun: dryRun === true }));
}

function choiceOf({ dryRun, to, only, count, phase, kind, allowOutOfOrder }: LambdaRequest) {
  return {
    dryRun: dryRun === true,
    allowOutOfOrder: allowOutOfOrder === true,
    ...(to && { to }),
    ...(only && { only }),
    ...(count && { count }),
    ...(phase && { phase }),
    ...(kind && { kind }),
  };
}

function ranDocument(report: RunReport): Done {
  return {
    fields: { ...runDocument(report), ...failureDocument(report) },
    error: report.error ?? undefined,
  };
}
