// Brings a table to what is wanted, a step at a time: each is announced, sent once, waited for, and known again after a crash.
import { GodwitError } from "../../core/errors.ts";
import { patientSession } from "../patient.ts";
import { nextStep, planTable } from "./next-step.ts";
import { type ManagedBy, ownerOf, refuseChange } from "./owner.ts";
import { isAws, type LiveTable, readLive, withoutUnknown } from "./read.ts";
import { type Sending, seeEffect, sendStep } from "./send-step.ts";
import { settledTable } from "./settle.ts";
import type { SettingName, TableState, Wanted } from "./state.ts";
import { applyStep, sameStep, stepInWords, type TableStep } from "./step.ts";
import { findViolations, refuseViolations } from "./violations.ts";

export interface Arriving extends Sending {
  readonly managedBy: ManagedBy;
  /** Durable when it resolves; behind the lock's guard. */
  readonly announce: (step: TableStep) => Promise<void>;
  /** Steps that were announced before, by a run that was interrupted perhaps. */
  readonly announced: readonly TableStep[];
}

export interface Way {
  readonly wanted: Wanted;
  /** A table that is there already must be as wanted, unless it was us who began to make it. */
  readonly creates: boolean;
  readonly leavesOut: boolean;
}

export async function arrive(arriving: Arriving, way: Way): Promise<"changed" | "unchanged"> {
  const { check } = arriving;
  const first = await look(arriving, way.wanted);
  let wanted = reachable(arriving, way.wanted, first);
  await refuseForeign(arriving, { ...way, wanted }, first);
  const known = [...arriving.announced];
  const doing = doer(arriving);
  let live = first;
  for (;;) {
    const step = nextStep(doing.asDone(live?.state ?? null), wanted);
    // What an interrupted run had sent took effect without us.
    if (!step) return known.some((one) => concerns(one, wanted)) ? "changed" : "unchanged";
    if (step.do === "add-index" && live && !way.leavesOut && !doing.isRepeated(step)) {
      const session = patientSession(arriving.session);
      refuseViolations(step.index, await findViolations({ session, live, index: step.state, check }));
    }
    check();
    if (!known.some((one) => sameStep(one, step))) {
      await arriving.announce(step);
      known.push(step);
    }
    await doing.run(step, live);
    live = await look(arriving, wanted);
    // What there is of a new table shows when it is there.
    wanted = reachable(arriving, wanted, live);
  }
}

/** The table at rest. */
async function look(arriving: Arriving, { table, settings }: Wanted): Promise<LiveTable | null> {
  const at = await settledTable({ ...arriving, table });
  return at && readLive({ ...arriving, description: at }, Object.keys(settings) as SettingName[]);
}

function reachable({ session, say }: Arriving, wanted: Wanted, live: LiveTable | null): Wanted {
  if (!live || live.unknown.length === 0) return wanted;
  say(`${session.host} is not AWS and has no ${live.unknown.join(", ")}: left out`);
  return withoutUnknown(wanted, live);
}

/** How often a call is sent whose answer was lost, and that did not take effect. */
const TRIES = 5;

interface Doer {
  run(step: TableStep, live: LiveTable | null): Promise<void>;
  isRepeated(step: TableStep): boolean;
  /** The table as it would be if an emulator did all that it says it does. */
  asDone(state: TableState | null): TableState | null;
}

function doer(sending: Sending): Doer {
  const ignored: TableStep[] = [];
  let last: TableStep | undefined;
  let tries = 0;
  const isRepeated = (step: TableStep): boolean => last !== undefined && sameStep(step, last);
  return {
    isRepeated,
    asDone: (state) => state && ignored.reduce<TableState | null>(applyStep, state),
    async run(step, live) {
      tries = isRepeated(step) ? tries + 1 : 1;
      last = step;
      const sent = await sendStep(sending, step, live);
      if (await seeEffect(sending, step, sent)) return sending.say(`done: ${stepInWords(step)}`);
      if (sent === "answered" && !isAws(sending.session)) {
        sending.say(`${sending.session.host} is not AWS and takes no notice: ${stepInWords(step)}`);
        ignored.push(step);
      } else if (tries >= TRIES) throw withoutEffect(step);
    },
  };
}

function concerns(step: TableStep, wanted: Wanted): boolean {
  if (step.table !== wanted.table) return false;
  if (step.do === "set") return step.setting in wanted.settings;
  return "index" in step ? step.index in wanted.globalIndexes : wanted.keys !== undefined;
}

function withoutEffect(step: TableStep): GodwitError {
  return new GodwitError("SERVER_ERROR", `DynamoDB took no notice: it was asked to ${stepInWords(step)}`, {
    hint: "look at the table in the AWS console, then run `godwit up` again",
  });
}

async function refuseForeign(
  arriving: Arriving,
  { wanted, creates }: Way,
  live: LiveTable | null,
): Promise<void> {
  const owner = await ownerOf(arriving.session, live?.description.TableArn, arriving.managedBy);
  const steps = planTable(live?.state ?? null, wanted);
  if (owner) return refuseChange(wanted.table, owner, steps);
  const ours = arriving.announced.some((step) => step.do === "create" && step.table === wanted.table);
  if (!creates || !live || ours || steps.length === 0) return;
  throw new GodwitError(
    "NOT_AS_DECLARED",
    `there is a table ${wanted.table} already, which is not what the migration creates: ${steps.map(stepInWords).join("; ")}`,
    { hint: "use `ctx.table.become({ … })` to change the table that is there, or another name" },
  );
}
