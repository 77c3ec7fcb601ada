// Runs pending migrations on a shadow, watched step by step, and once more where there are rows.
import { type Change, diff } from "../core/diff.ts";
import { GodwitError } from "../core/errors.ts";
import type { Effects, Estimate, Extent } from "../core/estimate.ts";
import { type FactKey, keyOf } from "../core/fact.ts";
import type { Finding } from "../core/finding.ts";
import type { Migration } from "../core/migration.ts";
import type { Observation, Relation } from "../core/observation.ts";
import type { Fillable } from "../core/schema-database.ts";
import type { Program } from "../core/step.ts";
import { planFindings } from "./plan-findings.ts";
import type { Rehearsal } from "./rehearsal.ts";
import type { RehearsedMigration, Touched, Unhurried } from "./rehearsed-step.ts";
import { isLarge, withTimes } from "./step-times.ts";

export interface Stage {
  readonly rehearsal: Rehearsal;
  /** What the target holds. */
  readonly extents: ReadonlyMap<FactKey, Extent>;
  /** Its tables. */
  readonly tables: readonly Relation[];
  /** Tells how long steps take; `measure`: as this machine does, which takes a while to find out. */
  estimator(measure: boolean): Promise<Estimator>;
}

export interface Estimator {
  readonly estimate: (step: Effects) => Estimate | null;
  /** False where usual figures stand in. */
  readonly measured: boolean;
}

export interface Seen {
  readonly migrations: readonly RehearsedMigration[];
  /** What becomes of the schema. */
  readonly changes: readonly Change[];
  readonly findings: readonly Finding[];
  /** The machine's pace was measured, since there is something large. */
  readonly measured: boolean;
  /** What stopped the rehearsal: later migrations were not tried. */
  readonly error: GodwitError | null;
}

/** The rehearsal must be on a shadow in the target's state; it is left in the state after. */
export async function rehearse(stage: Stage, migrations: readonly Migration[]): Promise<Seen> {
  const { rehearsal } = stage;
  // A copy has the same server: a role that is made there twice is one too many.
  const withRows = rehearsal.isAlone ? undefined : await rehearsal.copy();
  try {
    const before = await rehearsal.read();
    const watched: Unhurried[] = [];
    for (const migration of migrations) {
      const observations = new Map<number, Observation>();
      let program: Program | undefined;
      const outcome = await rehearsal.up(migration, {
        observe: (one) => observations.set(one.step, one),
        cut: (found) => {
          program = found;
        },
      });
      if (!outcome.ok) {
        const { estimate } = await stage.estimator(false);
        const seen = watched.map((one) => withTimes(one, estimate));
        const findings = [...rehearsal.skipped, ...planFindings(seen)];
        return { migrations: seen, changes: [], findings, measured: false, error: onShadow(outcome.error) };
      }
      if (program) watched.push(describe(stage, migration, { program, observations }));
    }
    const changes = diff(before, await rehearsal.read());
    const { estimate, measured } = await stage.estimator(isLarge(watched));
    const seen = watched.map((one) => withTimes(one, estimate));
    const tried = withRows ? await tryOnRows(withRows, migrations, seen) : [NOT_ON_ROWS];
    return {
      migrations: seen,
      changes,
      measured,
      findings: [...rehearsal.skipped, ...planFindings(seen), ...tried],
      error: null,
    };
  } finally {
    await withRows?.close();
  }
}

const NOT_ON_ROWS: Finding = {
  rule: "rows-not-tried-at-all",
  severity: "note",
  message:
    "was not tried on generated rows: what belongs to the whole server, such as roles, can be changed once only",
};

interface Watched {
  readonly program: Program;
  readonly observations: ReadonlyMap<number, Observation>;
}

function describe(
  { rehearsal, extents, tables }: Stage,
  { version, name, down }: Migration,
  { program, observations }: Watched,
): Unhurried {
  const touched = (relation: Relation): Touched => {
    const extent = extents.get(keyOf("table", relation)) ?? extents.get(keyOf("materialized-view", relation));
    return { relation, ...(extent ? { extent } : {}) };
  };
  const steps = program.parts.flatMap(({ atomic, first, steps }, part) =>
    steps.map((step, index): Unhurried["steps"][number] => {
      const seen = observations.get(first + index);
      const foresight = rehearsal.foresee(step);
      const known = seen ? undefined : foresight;
      const named = known?.locks.map(({ relation }) => touched(qualified(relation, tables))) ?? [];
      return {
        sql: step.text,
        at: step.at,
        part,
        transaction: atomic ? (steps.length > 1 ? "shared" : "own") : "none",
        locks: seen
          ? seen.locks.map(({ relation, mode }) => ({ ...touched(relation), mode, source: "observed" }))
          : (known?.locks ?? []).map(({ mode }, at) => ({
              ...(named[at] as Touched),
              mode,
              source: "known",
            })),
        rewrites: seen ? seen.rewrites.map(touched) : known?.rewrites ? named : [],
        scans: seen ? seen.scans.map(touched) : known?.scans ? named : [],
        rows: seen?.rows ?? 0,
        changesRows: foresight?.changesRows ?? true,
        losesData: foresight?.losesData ?? null,
      };
    }),
  );
  return { version, name, reversible: down !== undefined, parts: program.parts.length, steps };
}

/** A name without a schema is the one table of that name that holds rows, where there is just one. */
function qualified(relation: Relation, tables: readonly Relation[]): Relation {
  if (relation.length > 1) return relation;
  const found = tables.filter(([, name]) => name === relation[0]);
  return found.length === 1 ? (found[0] as Relation) : relation;
}

/** Whether it works where there are rows, and what becomes of them. Only generated ones are there to try. */
async function tryOnRows(
  rehearsal: Rehearsal,
  migrations: readonly Migration[],
  seen: readonly RehearsedMigration[],
): Promise<readonly Finding[]> {
  const unfilled = (await rehearsal.fill(touchedBy(seen))).map(({ path, reason }): Finding => {
    const message = `was not tried on rows of ${path.join(".")}: ${reason}`;
    return { rule: "rows-not-tried", severity: "note", message };
  });
  const lost = await rehearsal.watchRows();
  for (const [index, migration] of migrations.entries()) {
    const outcome = await rehearsal.up(migration);
    if (outcome.ok) continue;
    const { message, at, step } = outcome.error;
    const failed = step && seen[index]?.steps[step.number - 1];
    // What checks the rows that are there fails for their sake; anything else may as well fail for ours.
    const checks = failed && (failed.scans.length > 0 || failed.rewrites.length > 0);
    const told = `may fail where there are rows: with generated ones ${message}`;
    const finding: Finding = { rule: "rows", severity: checks ? "warning" : "note", message: told };
    return [...unfilled, at ? { ...finding, at } : finding];
  }
  const losses = (await lost()).map(
    (message): Finding => ({ rule: "rows", severity: "warning", message: `of generated rows: ${message}` }),
  );
  return [...unfilled, ...losses];
}

/** Only tables that are touched can fail or lose rows; what changes rows may reach others through triggers. */
function touchedBy(migrations: readonly RehearsedMigration[]): Fillable {
  const steps = migrations.flatMap((migration) => migration.steps);
  if (steps.some(({ changesRows }) => changesRows)) return {};
  return { only: new Set(steps.flatMap(({ locks }) => locks.map(({ relation }) => relation.join(".")))) };
}

function onShadow({ code, message, at, database, cause, step }: GodwitError): GodwitError {
  return new GodwitError(code, `on a shadow with the target's schema and no rows: ${message}`, {
    cause,
    hint: "correct the file; the target was not touched",
    ...(at ? { at } : {}),
    ...(database ? { database } : {}),
    ...(step ? { step } : {}),
  });
}
