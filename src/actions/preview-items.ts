// What pending migrations would do to items: their functions run without writing, on an engine that can do that.
import type { Database, DatabaseIdentity } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import type { HistoryRecord } from "../core/history.ts";
import type { ItemPreview } from "../core/item-preview.ts";
import { allOf, nowOf } from "./due-now.ts";
import { onlyStep } from "./only-step.ts";
import { digest, digestOf, type PlanBasis, recordedBasis } from "./plan-digest.ts";
import { prepare } from "./prepare.ts";
import type { Project } from "./project.ts";
import { refuseMoved, type SavedPlan } from "./saved-plan.ts";
import type { Due, UpChoice } from "./select.ts";
import { survey } from "./survey.ts";
import type { UpOptions } from "./up.ts";

export interface PreviewedMigration extends ItemPreview {
  readonly version: string;
  readonly name: string;
  readonly file: string;
  readonly hasRollback: boolean;
}

export interface ItemPlan {
  readonly database: DatabaseIdentity;
  readonly migrations: readonly PreviewedMigration[];
  readonly findings: readonly Finding[];
  readonly seed: number;
  readonly basis: PlanBasis;
  /** Over files, history, the table and what becomes of items. */
  readonly digest: string;
}

/** Takes no lock and writes nothing. `seed` chooses the sample of a large table. */
export async function previewItems(
  project: Project,
  { choice, seed }: { readonly choice: UpChoice; readonly seed: number },
): Promise<ItemPlan> {
  const database = await project.engine.open({ ...project, readOnly: true });
  try {
    const found = await survey(project, database);
    const due = allOf(await nowOf({ project, database }, found, choice));
    const preview = { due, records: found.state.records, seed };
    const { migrations, basis } = await previewed(project, database, preview);
    return {
      database: await database.identify(),
      migrations,
      findings: migrations.flatMap(unexpected),
      seed,
      basis,
      digest: digestOf(basis),
    };
  } finally {
    await database.close();
  }
}

/** What makes `up` run this plan and nothing else: looks again under the lock, and throws PLAN_MOVED. */
export function plannedItems(project: Project, saved: SavedPlan): Pick<UpOptions, "versions" | "admit"> {
  return {
    versions: new Set(saved.versions),
    async admit(due, { records }) {
      refuseMoved(saved.basis, await itemsNow(project, { due, records, seed: saved.seed ?? 1 }));
    },
  };
}

/** What a plan of these migrations would rest on now. */
export async function itemsNow(project: Project, preview: Preview): Promise<PlanBasis> {
  const database = await project.engine.open({ ...project, readOnly: true });
  try {
    return (await previewed(project, database, preview)).basis;
  } finally {
    await database.close();
  }
}

interface Preview {
  readonly due: readonly Due[];
  readonly records: readonly HistoryRecord[];
  readonly seed: number;
}

async function previewed(
  project: Project,
  database: Database,
  { due, records, seed }: Preview,
): Promise<Pick<ItemPlan, "migrations" | "basis">> {
  if (!database.preview) {
    throw new GodwitError("NOT_SUPPORTED", `${project.engine.name} cannot run a migration without writing`);
  }
  const { signal } = project;
  const migrations: PreviewedMigration[] = [];
  for (const { migration } of due) {
    const { version, name, up, down } = migration;
    const { program } = await prepare(project, migration);
    const step = onlyStep(program, up.file);
    const order = { step, migration: { version, name }, signal, seed };
    const preview = await database.preview(order).catch((thrown) => {
      throw failureOf(thrown, migration);
    });
    migrations.push({ version, name, file: up.file, hasRollback: down !== undefined, ...preview });
  }
  return { migrations, basis: basisOf(migrations, { due, records }) };
}

/** What a migration's own function throws is no bug of ours. */
function failureOf(thrown: unknown, { name, up: { file } }: Due["migration"]): GodwitError {
  if (thrown instanceof GodwitError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new GodwitError("MIGRATION_FAILED", `${name} failed without writing: ${message}`, {
    cause: thrown,
    at: { file },
    hint: "correct the migration, then run `godwit plan` again",
  });
}

/** Not how many items have which shape: on a table that is in use that is another number every minute. */
function basisOf(
  previews: readonly PreviewedMigration[],
  { due, records }: Pick<Preview, "due" | "records">,
): PlanBasis {
  const migrations = due.map(({ migration }) => migration);
  const items = previews.map(({ operations }) =>
    operations.map(({ what, shapes }) => [what, shapes.map(({ shape }) => shape).sort()]),
  );
  return {
    ...recordedBasis({ migrations, records }),
    target: digest(previews[0]?.place ?? []),
    items: digest(items),
  };
}

function unexpected({ operations, name, file }: PreviewedMigration): readonly Finding[] {
  return operations.flatMap(({ what, unexpected: why }) =>
    why === undefined
      ? []
      : [
          {
            rule: "expectation",
            severity: "error",
            message: `${name}, ${what}: ${why}`,
            at: { file },
          } as const,
        ],
  );
}
