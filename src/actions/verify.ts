// Proves migrations one by one, each from the state that all before it give: applies, rolls back exactly, applies again.
import { GodwitError } from "../core/errors.ts";
import type { Schema } from "../core/fact.ts";
import type { Migration } from "../core/migration.ts";
import { inOrder } from "../core/order.ts";
import { versionKey } from "../core/version.ts";
import type { Project } from "./project.ts";
import { type Proofs, skipped } from "./proof.ts";
import { proveStep } from "./prove-step.ts";
import type { Rehearsals } from "./rehearsal.ts";
import { RowsBeside } from "./rows-beside.ts";
import { TrueState } from "./true-state.ts";

export interface VerifyProject extends Pick<Project, "source" | "report" | "signal"> {
  readonly rehearsals: Rehearsals;
}

export interface VerifyOptions {
  /** Only these are proved; those before them are applied. All unless given. */
  readonly versions?: readonly string[];
}

export interface ProvedMigration {
  readonly version: string;
  readonly name: string;
  readonly proofs: Proofs;
}

export interface VerifyReport {
  readonly migrations: readonly ProvedMigration[];
}

export async function verify(
  project: VerifyProject,
  { versions = [] }: VerifyOptions = {},
): Promise<VerifyReport> {
  const { migrations } = await project.source.collect();
  const all = inOrder(migrations);
  const chosen = choose(all, versions);
  const last = all.findLastIndex((migration) => chosen.has(migration));
  const due = all.slice(0, last + 1);
  project.report({ type: "proofs-started", total: due.length });
  const start = performance.now();
  const walking = { project, chosen, due };
  try {
    const proved = (await walked(walking, false)) ?? (await walked(walking, true));
    return { migrations: proved ?? [] };
  } finally {
    const executionTimeMs = Math.round(performance.now() - start);
    project.report({ type: "proofs-finished", executionTimeMs });
  }
}

/** Null where something was missed by reading in pieces. */
async function walked(walking: Walking, whole: boolean): Promise<readonly ProvedMigration[] | null> {
  const { project, due } = walking;
  const state = await TrueState.open({ rehearsals: project.rehearsals, migrations: due, whole });
  try {
    const proved = await walk(walking, state);
    return (await state.wasRight()) ? proved : null;
  } finally {
    await state.close();
  }
}

/** Throws VERSION_UNKNOWN. */
function choose(all: readonly Migration[], versions: readonly string[]): ReadonlySet<Migration> {
  if (versions.length === 0) return new Set(all);
  return new Set(
    versions.map((version) => {
      const key = versionKey(version);
      const found = all.find((migration) => versionKey(migration.version) === key);
      if (found) return found;
      throw new GodwitError("VERSION_UNKNOWN", `there is no migration ${version}`);
    }),
  );
}

interface Walking {
  readonly project: VerifyProject;
  readonly chosen: ReadonlySet<Migration>;
  /** Up to the last that is chosen. */
  readonly due: readonly Migration[];
}

async function walk(
  { project, chosen, due }: Walking,
  state: TrueState,
): Promise<readonly ProvedMigration[]> {
  const proved: ProvedMigration[] = [];
  const rows = new RowsBeside(state);
  let before: Schema | undefined;
  try {
    for (const [index, migration] of due.entries()) {
      const { version, name } = migration;
      project.signal.throwIfAborted();
      project.report({ type: "proof-started", version, name });
      if (!chosen.has(migration)) {
        before = undefined;
        await rows.leave();
        if ((await state.rehearsal.up(migration)).ok) continue;
        return [...proved, ...notTried(due.slice(index), chosen, name)];
      }
      before ??= await state.read();
      const step = { state, migration, index, before };
      const { step: done, data } = await rows.prove(migration, () => proveStep(step));
      const proofs = { ...done.proofs, data, compatible: NO_QUERIES };
      proved.push({ version, name, proofs });
      project.report({ type: "migration-proved", version, name, failed: failedOf(proofs) });
      if (!done.after) return [...proved, ...notTried(due.slice(index + 1), chosen, name)];
      before = done.after;
    }
    return proved;
  } finally {
    await rows.leave();
  }
}

const NO_QUERIES = skipped("no queries of the application are recorded");

function notTried(
  rest: readonly Migration[],
  chosen: ReadonlySet<Migration>,
  culprit: string,
): readonly ProvedMigration[] {
  const proof = skipped(`not tried, since ${culprit} does not apply`);
  const proofs = { applies: proof, rollback: proof, reapplies: proof, data: proof, compatible: proof };
  return rest.filter((one) => chosen.has(one)).map(({ version, name }) => ({ version, name, proofs }));
}

function failedOf(proofs: Proofs): readonly string[] {
  return Object.entries(proofs).flatMap(([name, { verdict }]) => (verdict === "fail" ? [name] : []));
}
