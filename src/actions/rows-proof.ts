// The proof that rows survive, from what was seen on generated ones.
import type { GodwitError } from "../core/errors.ts";
import { errorEvidence, fail, type Proof } from "./proof.ts";
import type { Schemas } from "./prove-step.ts";
import type { OnRows } from "./rows-walk.ts";

/** `others` are the proofs without rows: what fails there as well is not the rows' fault. */
export function rowsProof({ unfilled, failed, losses }: OnRows, others: Schemas): Proof {
  const notes = [
    ...losses.byMigration.map((what) => ({ message: `the migration takes: ${what}` })),
    ...losses.notBroughtBack.map((message) => ({ message: `${message}: the migration took them` })),
  ];
  if (failed && failsAnyway(failed.doing, others)) {
    return { verdict: "skipped", evidence: [{ message: WHY_ANYWAY[failed.doing] }] };
  }
  if (failed && isMadeUp(failed.error)) {
    const why = errorEvidence(failed.error, "generated rows are not what it expects");
    return { verdict: "skipped", evidence: [why, ...notes] };
  }
  if (failed) return fail(errorEvidence(failed.error, DOING[failed.doing]), ...notes);
  if (losses.byRollback.length > 0) {
    return fail(...losses.byRollback.map((message) => ({ message })), ...notes);
  }
  if (unfilled.length > 0) {
    const why = unfilled.map((table) => ({ message: `no rows could be made up for ${table}` }));
    return { verdict: "skipped", evidence: [...why, ...notes] };
  }
  return { verdict: "pass", evidence: notes };
}

function failsAnyway(doing: "up" | "down" | "again", others: Schemas): boolean {
  const proof = { up: others.applies, down: others.rollback, again: others.reapplies }[doing];
  return proof.verdict !== "pass";
}

/**
 * What says more of made-up rows than of the migration: who inserts the row with number 1 may meet a generated one with
 * that number; a text is cast to JSON or names a table.
 */
function isMadeUp({ message, database }: GodwitError): boolean {
  const isInserted = database?.code === "23505" && message.includes("duplicate key value");
  return isInserted || database?.code === "22P02" || database?.code === "42P01";
}

const DOING = {
  up: "with rows in the tables it fails",
  down: "with rows in the tables its rollback fails",
  again: "with rows in the tables it fails after its rollback",
} as const;

const WHY_ANYWAY = {
  up: "it does not apply without rows either",
  down: "its rollback is not right without rows either",
  again: "it does not apply again without rows either",
} as const;
