// Proves migrations one by one, each from the state that all before it give: applies, rolls back exactly, applies again.
import { GodwitError } from "../core/errors.ts";
import type { Schema } from "../core/fact.ts";
import type { Migration } from "../core/migration.ts";
import { inOrder } from "../core/order.ts";
import type { SchemaText } from "../core/schema-database.ts";
import { versionKey } from "../core/version.ts";
import type { DataWalk } from "./data-walk.ts";
import type { Project } from "./project.ts";
import { type Proof, type Proofs, skipped } from "./proof.ts";
import { type ProofCache, proofKeys } from "./proof-cache.ts";
import { proveStep } from "./prove-step.ts";
import type { Rehearsals } from "./rehearsal.ts";
import { RowsBeside } from "./rows-beside.ts";
import { TrueState } from "./true-state.ts";

export interface VerifyProject extends Pick<Project, "source" | "report" | "signal"> {
  readonly rehearsals: Rehearsals;
}

export interface VerifyOptions {
  /** Where proofs are kept that need not be made again. */
  readonly cache?: ProofCache | undefined;
  /** False: nothing is tried on generated rows, and nothing new is kept. */
  readonly rows?: boolean | undefined;
  /** A copy of real data, in the place of generated rows for migrations that it has not had. Nothing is kept. */
  readonly data?: ((migrations: readonly Migration[]) => Promise<DataWalk>) | undefined;
  /** Of the application: those that work before a migration must work after it. Nothing is kept. */
  readonly queries?: readonly SchemaText[] | undefined;
  /** What should be the same as all migrations give; asked when all of them are proved. */
  readonly parity?: (() => Promise<Proof>) | undefined;
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
  /** Whether a fresh install equals a migrated database. */
  readonly parity: Proof;
  /** What the migrations leave there and nothing is claimed of. */
  readonly unmodelled: readonly string[];
}

export async function verify(
  project: VerifyProject,
  { versions = [], cache, parity, data, queries, rows = true }: VerifyOptions = {},
): Promise<VerifyReport> {
  const { migrations, floor } = await project.source.collect();
  const all = inOrder(migrations);
  const chosen = choose(all, versions);
  const basis = await cache?.basis();
  const keys = basis
    ? proofKeys(all, `${basis}${floor?.script.checksum ?? ""}`)
    : new Map<Migration, string>();
  const proved = new Map<Migration, Proofs>();
  for (const [migration, key] of keys) {
    const known = cache?.get(key);
    if (known) proved.set(migration, known);
  }
  const left = new Set([...chosen].filter((migration) => !proved.has(migration)));
  const anew = await proveAnew({ project, rows, data, queries }, all, left);
  for (const [migration, proofs] of anew.proved) proved.set(migration, proofs);
  const kept = [...keys].flatMap(([migration, key]) => {
    const proofs = proved.get(migration);
    return proofs ? [[key, proofs] as const] : [];
  });
  // What is not known is said each time.
  if (left.size > 0 && rows && anew.unmodelled.length === 0) cache?.keep(new Map(kept));
  const report = all.flatMap((migration): ProvedMigration[] => {
    const proofs = chosen.has(migration) ? proved.get(migration) : undefined;
    return proofs ? [{ version: migration.version, name: migration.name, proofs }] : [];
  });
  const { unmodelled } = anew;
  return {
    migrations: report,
    unmodelled,
    parity: await proofOfParity(report, versions.length > 0 ? null : parity),
  };
}

async function proofOfParity(
  migrations: readonly ProvedMigration[],
  prove: VerifyOptions["parity"] | null,
): Promise<Proof> {
  if (prove === null) return skipped("only some migrations were named");
  const culprit = migrations.find(({ proofs }) => proofs.applies.verdict === "fail");
  if (culprit) return skipped(`${culprit.name} does not apply`);
  return (await prove?.()) ?? skipped("it was not asked for");
}

type Proved = ReadonlyMap<Migration, Proofs>;

interface Anew extends Pick<VerifyReport, "unmodelled"> {
  readonly proved: Proved;
}

/** Of those that are chosen; the others are only applied. */
async function proveAnew(
  about: Pick<Walking, "project" | "rows" | "data" | "queries">,
  all: readonly Migration[],
  chosen: ReadonlySet<Migration>,
): Promise<Anew> {
  const due = all.slice(0, all.findLastIndex((migration) => chosen.has(migration)) + 1);
  const nothing = { proved: new Map(), unmodelled: [] };
  if (due.length === 0) return nothing;
  const { project } = about;
  project.report({ type: "proofs-started", total: due.length });
  const start = performance.now();
  const walking = { ...about, chosen, due };
  try {
    return (await walked(walking, false)) ?? (await walked(walking, true)) ?? nothing;
  } finally {
    const executionTimeMs = Math.round(performance.now() - start);
    project.report({ type: "proofs-finished", executionTimeMs });
  }
}

/** Null where something was missed by reading in pieces. */
async function walked(walking: Walking, whole: boolean): Promise<Anew | null> {
  const { project, due } = walking;
  const state = await TrueState.open({ rehearsals: project.rehearsals, migrations: due, whole });
  try {
    const proved = await walk(walking, state);
    return (await state.wasRight()) ? { proved, unmodelled: await state.unmodelled() } : null;
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
  readonly rows: boolean;
  readonly data: VerifyOptions["data"];
  readonly queries: VerifyOptions["queries"];
  readonly chosen: ReadonlySet<Migration>;
  /** Up to the last that is chosen. */
  readonly due: readonly Migration[];
}

async function walk(
  { project, chosen, due, rows: withRows, data: open, queries }: Walking,
  state: TrueState,
): Promise<Proved> {
  const proved = new Map<Migration, Proofs>();
  const data = await open?.(due);
  if (data && ![...chosen].some((migration) => data.isDue(migration))) project.report(NOTHING_DUE);
  const rows = new RowsBeside(state, {
    data,
    impossible: withRows ? undefined : "rows were not asked for",
  });
  let before: Schema | undefined;
  try {
    for (const [index, migration] of due.entries()) {
      const { version, name } = migration;
      project.signal.throwIfAborted();
      project.report({ type: "proof-started", version, name });
      if (!chosen.has(migration)) {
        before = undefined;
        await rows.pass(migration);
        if ((await state.rehearsal.up(migration)).ok) continue;
        return new Map([...proved, ...notTried(due.slice(index), chosen, name)]);
      }
      before ??= await state.read();
      const step = { state, migration, index, before, queries };
      const { step: done, data } = await rows.prove(step, () => proveStep(step));
      const { compatible, ...others } = done.proofs;
      const proofs = { ...others, data, compatible };
      proved.set(migration, proofs);
      project.report({ type: "migration-proved", version, name, failed: failedOf(proofs) });
      if (!done.after) return new Map([...proved, ...notTried(due.slice(index + 1), chosen, name)]);
      before = done.restored ? undefined : done.after;
    }
    return proved;
  } finally {
    await rows.leave();
    await data?.close();
  }
}

const NOTHING_DUE = {
  type: "note",
  message: "the data has had all of these migrations: none of them is proved on it",
} as const;

function notTried(
  rest: readonly Migration[],
  chosen: ReadonlySet<Migration>,
  culprit: string,
): readonly (readonly [Migration, Proofs])[] {
  const proof = skipped(`not tried, since ${culprit} does not apply`);
  const proofs = { applies: proof, rollback: proof, reapplies: proof, data: proof, compatible: proof };
  return rest.filter((one) => chosen.has(one)).map((one) => [one, proofs]);
}

function failedOf(proofs: Proofs): readonly string[] {
  return Object.entries(proofs).flatMap(([name, { verdict }]) => (verdict === "fail" ? [name] : []));
}
