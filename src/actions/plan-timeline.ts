// A plan of a timeline: each part's own, in the order in which `up` would run them, and one basis for all of it.
import type { DatabaseIdentity } from "../core/engine.ts";
import type { Finding } from "../core/finding.ts";
import type { SchemaSource } from "../core/schema-database.ts";
import type { DiffProject } from "./diff-project.ts";
import { allOf, nowOf } from "./due-now.ts";
import type { PlanReport } from "./plan.ts";
import { digestOf, type PlanBasis, recordedBasis } from "./plan-digest.ts";
import { type ItemPlan, itemsNow, type PreviewedMigration, previewItems } from "./preview-items.ts";
import type { Project } from "./project.ts";
import type { RehearsedMigration } from "./rehearsed-step.ts";
import { refuseMoved, type SavedPlan, schemaNow } from "./saved-plan.ts";
import type { Due, UpChoice } from "./select.ts";
import { survey } from "./survey.ts";
import type { UpOptions } from "./up.ts";

export interface TimelinePlan {
  readonly database: DatabaseIdentity;
  readonly rehearsed: PlanReport;
  readonly items: ItemPlan;
  /** In the order of the run. */
  readonly migrations: readonly PlannedMigration[];
  readonly findings: readonly Finding[];
  readonly basis: PlanBasis;
  readonly digest: string;
}

export type PlannedMigration =
  | { readonly rehearsed: RehearsedMigration }
  | { readonly previewed: PreviewedMigration };

export interface TimelineParts {
  /** The whole, and the part that changes items. */
  readonly whole: Project;
  readonly items: Project;
  /** Plans the other part: these versions. */
  readonly rehearse: (choice: UpChoice) => Promise<PlanReport>;
}

export async function planTimeline(
  { whole, items, rehearse }: TimelineParts,
  { choice, seed }: { readonly choice: UpChoice; readonly seed: number },
): Promise<TimelinePlan> {
  const database = await whole.engine.open(whole);
  try {
    const found = await survey(whole, database);
    const due = allOf(await nowOf({ project: whole, database }, found, choice));
    const own = await filesOf(items);
    const isItems = ({ migration }: Due): boolean => own.has(migration.up.file);
    // What comes too late was refused above, where all of the order is seen.
    const part = (some: readonly Due[]): UpChoice => ({
      versions: new Set(some.map(({ version }) => version)),
      allowOutOfOrder: true,
    });
    const rehearsed = await rehearse(part(due.filter((one) => !isItems(one))));
    const previewed = await previewItems(items, { choice: part(due.filter(isItems)), seed });
    const migrations = due.flatMap((one): readonly PlannedMigration[] =>
      isItems(one)
        ? previewed.migrations.filter(({ name }) => name === one.name).map((found) => ({ previewed: found }))
        : rehearsed.migrations.filter(({ name }) => name === one.name).map((found) => ({ rehearsed: found })),
    );
    const basis = {
      ...recordedBasis({ migrations: due.map(({ migration }) => migration), records: found.state.records }),
      ...partsOf(rehearsed.basis, previewed.basis),
    };
    return {
      database: await database.identify(),
      rehearsed,
      items: previewed,
      migrations,
      findings: [...rehearsed.findings, ...previewed.findings],
      basis,
      digest: digestOf(basis),
    };
  } finally {
    await database.close();
  }
}

/** What makes `up` run this plan and nothing else; throws PLAN_MOVED under the lock. */
export function plannedTimeline(
  items: Project,
  saved: SavedPlan,
  { shadows, live }: { readonly shadows: Pick<DiffProject, "own">; readonly live: SchemaSource },
): Pick<UpOptions, "versions" | "admit"> {
  return {
    versions: new Set(saved.versions),
    async admit(due, { records }) {
      const own = await filesOf(items);
      const theirs = due.filter(({ migration }) => own.has(migration.up.file));
      const ofItems = await itemsNow(items, { due: theirs, records, seed: saved.seed ?? 1 });
      refuseMoved(saved.basis, {
        ...recordedBasis({ migrations: due.map(({ migration }) => migration), records }),
        ...partsOf({ schema: await schemaNow(shadows, live) }, ofItems),
      });
    },
  };
}

function partsOf({ schema = "" }: PlanBasis, { target = "", items = "" }: PlanBasis): PlanBasis {
  return { schema, target, items };
}

async function filesOf({ source }: Project): Promise<ReadonlySet<string>> {
  const { migrations, init } = await source.collect();
  return new Set([...migrations.map(({ up }) => up.file), ...(init ? [init.file] : [])]);
}
