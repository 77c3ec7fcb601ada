// The proof that rows survive, from what was seen on generated ones.
import type { GodwitError } from "../core/errors.ts";
import { type Evidence, errorEvidence, fail, type Proof } from "./proof.ts";
import type { Schemas } from "./prove-step.ts";
import type { OnRows } from "./rows-walk.ts";

/** `others` are the proofs without rows: what fails there as well is not the rows' fault. */
export function rowsProof({ unfilled, failed, losses, real }: OnRows, others: Schemas): Proof {
  const notes = [
    ...(real
      ? [{ message: `tried on real data: ${counted(real.rows, "row")} in ${counted(real.tables, "table")}` }]
      : []),
    ...losses.byMigration.map((what) => ({ message: `the migration takes: ${what}` })),
    ...losses.notBroughtBack.map((message) => ({ message: `${message}: the migration took them` })),
  ];
  if (failed && failsAnyway(failed.doing, others)) {
    return { verdict: "skipped", evidence: [{ message: WHY_ANYWAY[failed.doing] }] };
  }
  if (failed && real) return fail(withoutValues(failed.error, ON_DATA[failed.doing]), ...notes);
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

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** What the server says about constraints and resources has names only. Statements that are made of values fail otherwise. */
const NAMES_ONLY = /^(?:0A|23|25|2B|40|53|54|55|57)/;

function withoutValues(error: GodwitError, doing: string): Evidence {
  const { database, step } = error;
  if (NAMES_ONLY.test(database?.code ?? "")) return errorEvidence(error, doing);
  const place = step ? ` at step ${step.number} of ${step.of}` : "";
  const { message: _message, ...rest } = errorEvidence(error, doing);
  return { ...rest, message: `${doing}${place}; what the server said may hold values, and is not shown` };
}

const ON_DATA = {
  up: "with the data it fails",
  down: "with the data its rollback fails",
  again: "with the data it fails after its rollback",
} as const;

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
