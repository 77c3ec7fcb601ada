// Sends a step once, through everything that DynamoDB may say to it, and looks whether it took effect.
import { GodwitError } from "../../core/errors.ts";
import type { DynamoSession } from "../call.ts";
import { planTable } from "./next-step.ts";
import { type LiveTable, readLive } from "./read.ts";
import { refusalOf } from "./refusal.ts";
import { settledTable } from "./settle.ts";
import type { Wanted } from "./state.ts";
import { stepInWords, type TableStep } from "./step.ts";
import { stepCalls } from "./step-calls.ts";

export interface Sending {
  readonly session: DynamoSession;
  /** Throws when the run must stop: asked before every call that changes something. */
  readonly check: () => void;
  readonly say: (message: string) => void;
}

/** Longest that DynamoDB may say that it is busy with something that its description does not show. */
const BUSY_MS = 600_000;

/** `unknown`: nobody knows whether it was done, but the table. */
export async function sendStep(
  sending: Sending,
  step: TableStep,
  live: LiveTable | null,
): Promise<"answered" | "unknown"> {
  const { session, check } = sending;
  const end = performance.now() + BUSY_MS;
  for (const call of stepCalls(step, live?.state ?? null, live?.description.TableArn ?? "")) {
    for (let tries = 0; ; tries++) {
      check();
      try {
        await session.run(call);
        break;
      } catch (thrown) {
        const refusal = refusalOf(thrown, stepInWords(step));
        if (refusal.because === "unknown") return "unknown";
        // Perhaps because it was done already, by a request whose answer was lost: the table tells.
        if (await isDone(sending, step)) return "answered";
        if (refusal.because === "refused") throw refusal.error;
        if (performance.now() > end) throw stillBusy(step, refusal.what);
        await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, 100 * 2 ** tries)));
      }
    }
  }
  return "answered";
}

/** Descriptions may be a moment behind. What takes longer than this is asked for again, which does no harm. */
const LOOKS = { answered: 8, unknown: 4 };

/** False when it is not to be seen. */
export async function seeEffect(
  sending: Sending,
  step: TableStep,
  sent: keyof typeof LOOKS,
): Promise<boolean> {
  for (let look = 0; look < LOOKS[sent]; look++) {
    if (await isDone(sending, step)) return true;
    await new Promise((resolve) => setTimeout(resolve, 25 * 2 ** look));
  }
  return false;
}

/** When DynamoDB is at rest. */
async function isDone(sending: Sending, step: TableStep): Promise<boolean> {
  const description = await settledTable({ ...sending, table: step.table });
  if (!description) return false;
  const { session } = sending;
  return stepTook(step, await readLive({ session, description }, step.do === "set" ? [step.setting] : []));
}

/** Whether the table is as the step leaves it. */
export function stepTook(step: TableStep, { state }: Pick<LiveTable, "state">): boolean {
  const wanted = wantedBy(step);
  return wanted !== null && planTable(state, wanted).length === 0;
}

/** Null for what leaves no table behind. */
export function wantedBy(step: TableStep): Wanted | null {
  const { table } = step;
  const nothing = { table, globalIndexes: {}, only: false, settings: {} } as const;
  switch (step.do) {
    case "create":
      return { ...nothing, keys: step.state.keys };
    case "delete":
      return null;
    case "add-index":
      return { ...nothing, globalIndexes: { [step.index]: step.state } };
    case "drop-index":
      return { ...nothing, globalIndexes: { [step.index]: null } };
    case "set":
      return { ...nothing, settings: { [step.setting]: step.to } };
  }
}

function stillBusy(step: TableStep, what: string): GodwitError {
  return new GodwitError("RESOURCE_BUSY", `DynamoDB is busy and did not ${stepInWords(step)}: ${what}`);
}
