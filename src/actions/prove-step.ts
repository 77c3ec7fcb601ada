// The proofs of one migration: it runs, its rollback gives back the schema before it, and it runs again.
import { diff } from "../core/diff.ts";
import type { Schema } from "../core/fact.ts";
import type { Migration } from "../core/migration.ts";
import type { RowPrints } from "../core/row-print.ts";
import type { SchemaText, Skipped } from "../core/schema-database.ts";
import {
  errorEvidence,
  fail,
  missing,
  PASS,
  type Proof,
  type Proofs,
  skipped,
  unlessLeftOut,
} from "./proof.ts";
import { queriesProof } from "./queries-proof.ts";
import { sameOrder } from "./same-order.ts";
import { schemaEvidence } from "./schema-evidence.ts";
import type { TrueState } from "./true-state.ts";

export interface Step {
  readonly state: TrueState;
  readonly migration: Migration;
  /** Its place: how many have run before it. */
  readonly index: number;
  readonly before: Schema;
  /** Of an application that is not to notice the migration. */
  readonly queries?: readonly SchemaText[] | undefined;
}

export interface ProvedStep {
  readonly proofs: Schemas;
  /** What was left out on the shadow. */
  readonly left: readonly Skipped[];
  /** The schema with the migration; absent where it does not apply. */
  readonly after?: Schema;
  /** It is another database: what a view keeps of the moment in which it was made is not that of `after`. */
  readonly restored: boolean;
}

/** The proofs that need no rows. */
export type Schemas = Omit<Proofs, "data">;

/** Leaves the state with the migration, as if nothing else had been tried. */
export async function proveStep(step: Step): Promise<ProvedStep> {
  const { state, migration, index } = step;
  const { rehearsal } = state;
  const seen = rehearsal.skipped.length;
  const compatible = await queriesProof(rehearsal, step.queries);
  const ran = await rehearsal.up(migration);
  if (!ran.ok) {
    const applies = fail(errorEvidence(ran.error, "it fails"));
    const unproved = skipped("it does not apply");
    const proofs = { applies, rollback: unproved, reapplies: unproved, compatible: unproved };
    return { proofs, left: [], restored: false };
  }
  const left = rehearsal.skipped.slice(seen);
  const after = await state.read();
  const stillWorking = await compatible();
  const back = await thereAndBack({ ...step, after });
  const all = rehearsal.skipped.slice(seen);
  if (!back.whole) await state.restore(index + 1);
  return {
    after,
    restored: !back.whole,
    proofs: {
      applies: unlessLeftOut(PASS, left),
      rollback: unlessLeftOut(back.rollback, all),
      reapplies: unlessLeftOut(back.reapplies, all),
      compatible: unlessLeftOut(stillWorking, left),
    },
    left: all,
  };
}

interface Applied extends Step {
  readonly after: Schema;
}

interface Back {
  readonly rollback: Proof;
  readonly reapplies: Proof;
  /** The state is again that after the migration. */
  readonly whole: boolean;
}

async function thereAndBack(step: Applied): Promise<Back> {
  const { state, migration, before } = step;
  const { rehearsal } = state;
  if (migration.repeatable) {
    return { rollback: skipped("a repeatable migration has no rollback"), ...(await again(step)) };
  }
  if (!migration.down) {
    const reapplies = skipped("it has no rollback to apply it again after");
    return { rollback: missing("there is no rollback"), reapplies, whole: true };
  }
  const rows = await rehearsal.countRows();
  const ran = await rehearsal.down(migration);
  if (!ran.ok) {
    const rollback = fail(errorEvidence(ran.error, "the rollback fails"));
    return { rollback, reapplies: skipped("its rollback fails"), whole: ran.undone };
  }
  const rest = diff(await state.read(), before);
  const rollback = rest.length === 0 ? PASS : fail(...schemaEvidence(rest));
  const { reapplies, whole } = await again(step);
  // The schema may be back and rows of earlier migrations gone, which later ones may be about.
  return { rollback, reapplies, whole: whole && sameCounts(rows, await rehearsal.countRows()) };
}

async function again({ state, migration, after }: Applied): Promise<Pick<Back, "reapplies" | "whole">> {
  const ran = await state.rehearsal.up(migration);
  if (!ran.ok) return { reapplies: fail(errorEvidence(ran.error, "it fails")), whole: false };
  const now = await state.read();
  const rest = diff(now, after);
  if (rest.length > 0) return { reapplies: fail(...schemaEvidence(rest)), whole: false };
  return { reapplies: PASS, whole: sameOrder(after, now) };
}

/** A table that is not named has no rows. */
function sameCounts(before: RowPrints, after: RowPrints): boolean {
  return [...new Set([...before.keys(), ...after.keys()])].every((table) => {
    const [was, is] = [before.get(table), after.get(table)];
    if ((was?.rows ?? 0) !== (is?.rows ?? 0)) return false;
    if (!was || !is || is.rows === 0) return true;
    return (
      was.columns.size === is.columns.size &&
      [...was.columns].every(([column, count]) => is.columns.get(column) === count)
    );
  });
}
