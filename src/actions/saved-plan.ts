// A plan that was kept: what it rests on, and whether that is still so.
import { GodwitError } from "../core/errors.ts";
import type { SchemaSource } from "../core/schema-database.ts";
import { without } from "../core/without.ts";
import type { DiffProject } from "./diff-project.ts";
import { homeOf } from "./plan.ts";
import { digestOf, type PlanBasis, recordedBasis, schemaDigest } from "./plan-digest.ts";
import type { UpOptions } from "./up.ts";

export interface SavedPlan {
  readonly digest: string;
  readonly basis: PlanBasis;
  readonly versions: readonly string[];
  /** What chose the sample of a large table, where there is one. */
  readonly seed?: number;
}

/** Reads what `plan --json` and `plan --out` write. Throws PLAN_FILE. */
export function savedPlan(text: string, file: string): SavedPlan {
  const refuse = (why: string) => new GodwitError("PLAN_FILE", `${file} ${why}`, { at: { file } });
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw refuse("is not JSON");
  }
  const { digest, basis, migrations, seed } = (read ?? {}) as Partial<Record<string, unknown>>;
  const versions = Array.isArray(migrations) ? migrations.map(versionOf) : [];
  if (typeof digest !== "string" || !isBasis(basis) || !Array.isArray(migrations))
    throw refuse("is not a plan");
  if (!versions.every((version) => typeof version === "string")) throw refuse("is not a plan");
  if (digestOf(basis) !== digest) throw refuse("was changed after it was made: its digest is another");
  return { digest, basis, versions: versions as string[], ...(typeof seed === "number" ? { seed } : {}) };
}

function versionOf(migration: unknown): unknown {
  return (migration as { readonly version?: unknown } | null)?.version;
}

function isBasis(value: unknown): value is PlanBasis {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const parts = Object.entries(value);
  return (
    parts.length > 2 && parts.every(([name, part]) => Object.hasOwn(MOVED, name) && typeof part === "string")
  );
}

const MOVED: Readonly<Record<string, string>> = {
  files: "the migrations to run",
  history: "the history of the database",
  schema: "the schema of the database",
  target: "the table",
  items: "what becomes of items",
};

/** Throws PLAN_MOVED where a plan is about something that is no more. */
export function refuseMoved(saved: PlanBasis, now: PlanBasis): void {
  const parts = [...new Set([...Object.keys(saved), ...Object.keys(now)])];
  const moved = parts.filter((part) => now[part] !== saved[part]).map((part) => MOVED[part] ?? part);
  if (moved.length === 0) return;
  const message = `the plan is not about what is here now: ${moved.join(" and ")} changed since`;
  throw new GodwitError("PLAN_MOVED", message);
}

/** What makes `up` run this plan and nothing else; throws PLAN_MOVED under the lock. */
export function planned(
  saved: SavedPlan,
  shadows: Pick<DiffProject, "own">,
  live: SchemaSource,
): Pick<UpOptions, "versions" | "admit"> {
  return {
    versions: new Set(saved.versions),
    async admit(due, { records }) {
      const migrations = due.map(({ migration }) => migration);
      const schema = await schemaNow(shadows, live);
      refuseMoved(saved.basis, { ...recordedBasis({ migrations, records }), schema });
    },
  };
}

/** The digest of the target's schema. */
export async function schemaNow(shadows: Pick<DiffProject, "own">, live: SchemaSource): Promise<string> {
  const { version } = (await live.identify()) ?? { version: "" };
  const major = Number.parseInt(version, 10);
  const schema = without((await live.read({ major })).schema, shadows.own).schema;
  return schemaDigest({ schema, home: homeOf(shadows), major });
}
