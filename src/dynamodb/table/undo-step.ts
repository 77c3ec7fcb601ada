// Takes back a step on a table that `up` announced: only where the table still is what the step made of it.
import { GodwitError } from "../../core/errors.ts";
import { type Arriving, arrive } from "./arrive.ts";
import { deleteTable } from "./delete-table.ts";
import { readTable } from "./read.ts";
import { stepTook, wantedBy } from "./send-step.ts";
import { inverseOf, stepInWords, type TableStep } from "./step.ts";

/** Throws NO_ROLLBACK for what nothing brings back. */
export async function undoStep(
  arriving: Omit<Arriving, "announce" | "announced">,
  step: TableStep,
): Promise<void> {
  const inverse = inverseOf(step);
  if (!inverse) {
    throw new GodwitError("NO_ROLLBACK", `nothing takes back: ${stepInWords(step)}`, {
      hint: "restore the table from a backup, or `godwit forget` the migration",
    });
  }
  // The table tells what was undone before an interruption: nothing needs to be announced.
  const quiet: Arriving = { ...arriving, announce: async () => undefined, announced: [] };
  if (inverse.do === "delete") return void (await deleteTable(quiet, step.table));
  const { session, say } = arriving;
  const live = await readTable(session, step.table, step.do === "set" ? [step.setting] : []);
  const wanted = wantedBy(inverse);
  if (!wanted || (live && stepTook(inverse, live))) return;
  if (!live || !stepTook(step, live)) {
    return say(`${step.table} was changed by others since, and stays: ${stepInWords(step)}`);
  }
  await arrive(quiet, { wanted, creates: false, leavesOut: true });
}
