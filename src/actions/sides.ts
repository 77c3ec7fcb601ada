// Reads both sides of a comparison, on shadows that fit each other where a side needs one.
import type { DatabaseIdentity } from "../core/engine.ts";
import type { RenameWish } from "../core/rename.ts";
import type { SchemaSource, ShadowNeeds, ShadowOptions, SourceReading } from "../core/schema-database.ts";
import type { DiffProject } from "./diff-project.ts";

/** Both sides, read as they are to be compared. */
export interface Sides {
  readonly before: SourceReading;
  readonly after: SourceReading;
  /** The live one of them, if any. */
  readonly database: DatabaseIdentity | null;
  /** What shadows of each side need. */
  readonly shadow: ShadowOptions;
  readonly shadowAfter: ShadowOptions;
  /** Roles that the first side makes itself. */
  readonly made: readonly string[];
  /** What the second side says was called otherwise. */
  readonly renames: readonly RenameWish[];
}

interface Both {
  readonly from: SchemaSource;
  readonly to: SchemaSource;
}

export async function readSides(project: Pick<DiffProject, "major">, { from, to }: Both): Promise<Sides> {
  // One after the other: the first one that cannot be reached or read is the one to tell of.
  const here = await from.identify();
  const there = await to.identify();
  const database = here ?? there;
  const major = database ? Number.parseInt(database.version, 10) : await project.major();
  const needs = await from.needs();
  const theirs = await to.needs();
  const shadow = shadowFor(needs, theirs, major);
  const shadowAfter = shadowFor(theirs, needs, major);
  // Both shadows work at once; none is still at it when an error is told, the first side's first.
  const [one, other] = await Promise.allSettled([from.read(shadow), to.read(shadowAfter)]);
  const before = fulfilled(one);
  const after = fulfilled(other);
  const { makes: made } = needs;
  return { before, after, database, shadow, shadowAfter, made, renames: theirs.renames };
}

/** Both sides get the same roles: what one names or makes, steps of the plan may name on the other. */
function shadowFor(own: ShadowNeeds, other: ShadowNeeds, major: number | undefined): ShadowOptions {
  const all = new Set([...own.roles, ...other.roles, ...other.makes]);
  for (const role of own.makes) all.delete(role);
  return { major, ownCluster: own.ownCluster || all.size > 0, roles: [...all] };
}

function fulfilled<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === "rejected") throw settled.reason;
  return settled.value;
}
