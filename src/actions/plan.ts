// What `up` would do, seen on a shadow with the target's schema: locks, rewrites, scans, rows, losses.
import type { Demand } from "../core/demand.ts";
import type { DatabaseIdentity } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Pace } from "../core/estimate.ts";
import type { Schema } from "../core/fact.ts";
import type { Finding } from "../core/finding.ts";
import type { Linter } from "../core/linter.ts";
import type { SchemaSource, Shadow } from "../core/schema-database.ts";
import { without } from "../core/without.ts";
import type { DiffProject } from "./diff-project.ts";
import { allOf, nowOf } from "./due-now.ts";
import { basisOf, digestOf, type PlanBasis } from "./plan-digest.ts";
import { combined, lintPlanned } from "./plan-lint.ts";
import type { Project } from "./project.ts";
import type { Rehearsal, Rehearsals } from "./rehearsal.ts";
import { rehearse, type Seen } from "./rehearse.ts";
import type { UpChoice } from "./select.ts";
import { survey } from "./survey.ts";

/** For each question to the target. */
const ASK_TIMEOUT_MS = 5_000;

export interface PlanProject extends DiffProject {
  readonly rehearsals: Rehearsals;
}

/** Its rules are those of the project. */
export type LinterOf = (major: number) => Linter;

export interface PlanWishes {
  readonly choice: UpChoice;
  /** The target's schema. */
  readonly live: SchemaSource;
  readonly linter: LinterOf;
  /** Whose rights the run has; those of the connection's user unless given. */
  readonly role?: string | undefined;
}

export interface PlanReport extends Seen {
  readonly database: DatabaseIdentity;
  readonly basis: PlanBasis;
  readonly digest: string;
}

/** Throws for what a person must decide first, as `up` does. Nothing is written to the target, nothing is locked. */
export async function plan(
  project: Project,
  shadows: PlanProject,
  { choice, live, linter, role }: PlanWishes,
): Promise<PlanReport> {
  const database = await project.engine.open(project);
  try {
    const found = await survey(project, database);
    const migrations = allOf(await nowOf({ project, database }, found, choice)).map(
      ({ migration }) => migration,
    );
    const identity = await database.identify();
    const major = Number.parseInt(identity.version, 10);
    const reading = await live.read({ major });
    const schema = without(reading.schema, shadows.own).schema;
    const home = homeOf(shadows);
    const basis = basisOf({ migrations, records: found.state.records, schema, home, major });
    const report = { database: identity, basis, digest: digestOf(basis) };
    const unknown = reading.unmodelled.map((title) => ({
      rule: "not-modelled",
      severity: "warning" as const,
      message: `${title} is not on the shadow: Godwit does not know this kind`,
    }));
    const limits = [...reading.skipped, ...unknown];
    if (migrations.length === 0)
      return { ...report, migrations: [], changes: [], findings: limits, measured: false, error: null };
    const rehearsal = await shadows.rehearsals.openFrom(live, migrations);
    try {
      const tables = [...schema.values()].flatMap(({ id: { kind, path } }) =>
        kind === "table" ? [path] : [],
      );
      const estimator = async (measure: boolean) => {
        const pace = measure ? await paceOf(rehearsal.shadow) : null;
        return { estimate: await shadows.engine.estimator(schema, pace), measured: pace !== null };
      };
      const seen = await rehearse({ rehearsal, extents: reading.occupied, tables, estimator }, migrations);
      const asked = (await live.ask?.(demandOf(seen, { schema, rehearsal, role }))) ?? [];
      const inTheWay = asked.map((finding) => asOfNow(finding, seen));
      const known = { schema, extents: reading.occupied };
      const linted = await lintPlanned(linter(major), migrations, { known, written: found.migrations });
      const told = combined(seen.findings, linted, seen.migrations);
      return { ...report, ...seen, findings: [...limits, ...inTheWay, ...told] };
    } finally {
      await rehearsal.close();
    }
  } finally {
    await database.close();
  }
}

/** A named shadow's user may not be allowed to; usual figures will do. */
async function paceOf(shadow: Shadow): Promise<Pace | null> {
  try {
    return await shadow.measurePace();
  } catch (error) {
    if (!(error instanceof GodwitError) || !/^(?:RIGHTS|SERVER_ERROR)$/.test(error.code)) throw error;
    return null;
  }
}

interface Beside {
  readonly schema: Schema;
  readonly rehearsal: Rehearsal;
  readonly role: string | undefined;
}

function demandOf({ changes, migrations }: Seen, { schema, rehearsal, role }: Beside): Demand {
  const steps = migrations.flatMap((migration) => migration.steps);
  return {
    changes,
    from: schema,
    roles: rehearsal.givenRoles,
    ...(role === undefined ? {} : { role }),
    locks: steps.flatMap(({ locks }) => locks),
    rewrites: steps.flatMap(({ rewrites }) => rewrites.map(({ relation }) => relation)),
    statements: steps.map(({ sql }) => sql),
    logged: steps.reduce((sum, { estimate }) => sum + (estimate?.logged ?? 0), 0),
    timeoutMs: ASK_TIMEOUT_MS,
  };
}

export function homeOf({ own }: Pick<DiffProject, "own">): string | undefined {
  return own[0]?.[0] ?? undefined;
}

/** No change of rows puts these right. */
const LASTING = new Set(["role-missing", "extension-missing", "right-missing"]);

/** What is in the way now may be put right by a migration before it matters: that cannot be told without running it. */
function asOfNow(finding: Finding, { migrations }: Seen): Finding {
  if (LASTING.has(finding.rule)) return finding;
  const changed = migrations.some(({ steps }) => steps.some(({ changesRows }) => changesRows));
  if (!changed || finding.severity !== "error") return finding;
  return {
    ...finding,
    severity: "warning",
    message: `${finding.message}, unless the migrations change that first`,
  };
}
