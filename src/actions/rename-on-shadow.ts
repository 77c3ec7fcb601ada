// Renames on a shadow itself, so that PostgreSQL says what another name changes everywhere else.
import type { Change } from "../core/diff.ts";
import { GodwitError } from "../core/errors.ts";
import { type Fact, type FactKey, makeFact, type Schema } from "../core/fact.ts";
import type { PlannedStep } from "../core/planned-step.ts";
import { type Rename, type RenameWish, renamesOf } from "../core/rename.ts";
import type { Shadow, SourceReading } from "../core/schema-database.ts";
import { type PathStart, without } from "../core/without.ts";
import type { DiffProject } from "./diff-project.ts";

export interface RenameOrder {
  readonly renames: readonly RenameWish[];
  /** As compared. */
  readonly from: Schema;
  readonly to: Schema;
  readonly before: Pick<SourceReading, "owner">;
  readonly leftOut: readonly PathStart[];
}

export interface Renamed {
  readonly schema: Schema;
  readonly changes: readonly Change[];
  readonly steps: readonly PlannedStep[];
  /** The way back. */
  readonly undo: readonly PlannedStep[];
  /** New keys to those that the source has. */
  readonly oldKeys: ReadonlyMap<FactKey, FactKey>;
}

/** What only has its old place once its table is renamed comes in a second round. Throws RENAME_UNKNOWN. */
export async function renameOnShadow(
  shadow: Shadow,
  engine: DiffProject["engine"],
  { renames, from, to, before, leftOut }: RenameOrder,
): Promise<Renamed> {
  const major = Number.parseInt((await shadow.identify()).version, 10);
  let schema = from;
  let left = renames;
  const changes: Change[] = [];
  const steps: PlannedStep[] = [];
  const done: Rename[] = [];
  const oldKeys = new Map<FactKey, FactKey>();
  while (left.length > 0) {
    const { found, later } = resolved(left, schema, to);
    if (found.length > 0) {
      const inOrder = [...found].sort((a, b) => b.from.id.path.length - a.from.id.path.length);
      const round = engine.rename(inOrder, { schema, major });
      await shadow.apply(round);
      steps.push(...round);
      done.push(...inOrder);
      for (const change of found.map(changeOf)) {
        changes.push(change);
        oldKeys.set(change.to.key, change.from.key);
      }
      schema = without((await shadow.read({ owner: before.owner })).schema, leftOut).schema;
    }
    left = later;
  }
  return {
    schema,
    changes,
    steps,
    oldKeys,
    undo: engine.rename(done.reverse().map(backwards), { schema, major }),
  };
}

/** What is called by its new name gets the old one. */
function backwards({ from, to }: Rename): Rename {
  const { kind, path } = from.id;
  const id = { kind, path: [...path.slice(0, -1), to] };
  return { from: makeFact(id, from.needs, from.attributes), to: path.at(-1) as string };
}

/** Throws RENAME_UNKNOWN when none of them can be meant. */
function resolved(
  wishes: readonly RenameWish[],
  from: Schema,
  to: Schema,
): { readonly found: readonly Rename[]; readonly later: readonly RenameWish[] } {
  const found: Rename[] = [];
  const later: RenameWish[] = [];
  let unknown: unknown;
  for (const wish of wishes) {
    try {
      found.push(...renamesOf([wish], from, to));
    } catch (error) {
      if (!(error instanceof GodwitError) || error.code !== "RENAME_UNKNOWN") throw error;
      later.push(wish);
      unknown ??= error;
    }
  }
  if (found.length === 0 && unknown !== undefined) throw unknown;
  return { found, later };
}

/** A rename as a change of the attribute that no fact has. */
function changeOf({ from, to: name }: Rename): Extract<Change, { type: "alter" }> {
  const { kind, path } = from.id;
  const id = { kind, path: [...path.slice(0, -1), name] };
  const to: Fact = makeFact(id, from.needs, { ...from.attributes, name });
  const old = { ...from, attributes: { ...from.attributes, name: path.at(-1) ?? "" } };
  return { type: "alter", from: old, to, attributes: ["name"] };
}
