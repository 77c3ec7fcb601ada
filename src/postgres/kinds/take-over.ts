// A key made of the unique index that is there: the index is taken over as it stands, nothing is built anew.
import { type Fact, type FactKey, keyOf, sameValue } from "../../core/fact.ts";
import type { Drafts, Scene } from "../../core/kind.ts";
import { name } from "../identifier.ts";
import { printed, qualified } from "../kind.ts";
import type { Sql } from "../sql.ts";
import { sql } from "../sql.ts";
import type { ConstraintFact } from "./constraint-attributes.ts";
import { indexColumns, trailing } from "./constraint-clause.ts";
import { isPartitioned, tableKey } from "./relation.ts";

/** The index that this new key can take over. */
export function takesOver(key: Fact, scene: Scene): Fact | undefined {
  const wanted = columnsOf(key);
  const table = tableKey(key.id.path, scene.to);
  if (wanted === undefined || scene.isNew(table) || isPartitioned(table, scene.to)) return undefined;
  return scene
    .dependents(table)
    .find(
      (index) =>
        isFree(index, scene) && fits(index, key, { table, wanted }) && firstTaker(index, scene) === key.key,
    );
}

/** The new key that takes over this index, which is no more after. */
export function takenOver(index: Fact, scene: Scene): boolean {
  const taker = firstTaker(index, scene);
  const key = taker === undefined ? undefined : scene.to.get(taker);
  return key !== undefined && takesOver(key, scene) === index;
}

export function addTaking(key: ConstraintFact, index: Fact): Drafts<Sql> {
  const { id, attributes } = key;
  const add = sql`add constraint ${name(id.path[2] as string)} ${printed(attributes.type)} using index ${name(index.id.path[1] as string)}`;
  const more = trailing(attributes).map((word) => sql` ${word}`);
  const op = [sql`alter table ${qualified(id.path)} ${add}`, ...more].reduce(
    (one, other) => sql`${one}${other}`,
  );
  return [{ op, lock: "ACCESS EXCLUSIVE", relation: keyOf("table", id.path.slice(0, 2)) }];
}

/** It goes, on a table that stays, and neither a comment nor a partition's parent hangs on it. */
function isFree(index: Fact, scene: Scene): boolean {
  if (index.id.kind !== "index" || scene.to.has(index.key) || index.attributes.valid !== true) return false;
  return !scene
    .dependents(index.key)
    .some(({ id }) => id.kind === "comment" || id.kind === "index-attachment");
}

function fits(
  { id, attributes }: Fact,
  key: Fact,
  { table, wanted }: { readonly table: FactKey; readonly wanted: string },
): boolean {
  const on = qualified(key.id.path).text;
  const printedSo = `CREATE UNIQUE INDEX ${name(id.path[1] as string).text} ON ${on} USING btree ${wanted}`;
  return (
    attributes.on === table &&
    attributes.predicate === null &&
    attributes.definition === printedSo &&
    SETTINGS.every((one) => sameValue(attributes[one], key.attributes[one]))
  );
}

const SETTINGS = ["options", "tablespace", "statistics", "clustered", "replicaIdentity"];

/** Of all new keys of its table that fit. */
function firstTaker(index: Fact, scene: Scene): FactKey | undefined {
  const table = String(index.attributes.on);
  return scene
    .dependentsAfter(table)
    .filter((key) => scene.isNew(key.key) && !scene.from.has(key.key))
    .filter((key) => {
      const wanted = columnsOf(key);
      return wanted !== undefined && fits(index, key, { table, wanted });
    })
    .map(({ key }) => key)
    .sort()[0];
}

function columnsOf(key: Fact): string | undefined {
  const { type } = key.attributes;
  return type === "primary key" || type === "unique" ? indexColumns(key) : undefined;
}
