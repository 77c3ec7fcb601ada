// Not-null constraints of PostgreSQL 18 that are more than their column's NOT NULL: another name, not valid, not inherited.
import { type Fact, keyOf } from "../../core/fact.ts";
import type { Drafts, Scene } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { printed, qualified } from "../kind.ts";
import { literal, type Sql, sql } from "../sql.ts";
import type { ConstraintFact } from "./constraint-attributes.ts";
import { usualName } from "./not-null.ts";
import { partitionKey, tableKey } from "./relation.ts";

/** Condition on a row of pg_constraint `k`: nothing but the column's NOT NULL, whatever it is called, and no comment on it. */
export const isPlainNotNull: Sql = sql`(k.convalidated and not k.connoinherit
  and not exists (select from pg_catalog.pg_description d
    where d.objoid = k.oid and d.classoid = ${literal(CATALOG.pg_constraint)}))`;

/** The same on a table `c`, under the usual name: nothing but the column's NOT NULL. */
export const isUsualNotNull: Sql = sql`(${isPlainNotNull} and k.conname = (
  select pg_catalog.left(c.relname || '_' || a.attname || '_not_null', 63) from pg_catalog.pg_attribute a
  where a.attrelid = k.conrelid and a.attnum = k.conkey[1]))`;

/** The column's own NOT NULL was made before, under its usual name. */
export function nameNotNull(fact: ConstraintFact, scene: Scene): Drafts<Sql> {
  const { id, attributes } = fact;
  const lock = { lock: "ACCESS EXCLUSIVE", relation: tableKey(id.path, scene.to) };
  const own = name(id.path[2] as string);
  if (!attributes.valid) {
    const op = sql`alter table ${qualified(id.path)} add constraint ${own} ${printed(attributes.definition)} not valid`;
    return [{ ...lock, op }];
  }
  return [
    ...rename(fact, { from: usualNameOf(fact), to: id.path[2] as string }, scene),
    ...(attributes.definition.endsWith(" NO INHERIT")
      ? [{ ...lock, op: sql`alter table ${qualified(id.path)} alter constraint ${own} no inherit` }]
      : []),
  ];
}

/** What is inherited cannot be renamed: partitions' own constraints get the parent's name before they become that. */
export function nameBelow(parent: Fact, scene: Scene): Drafts<Sql> {
  if (scene.major < 18) return [];
  return scene.dependentsAfter(parent.key).flatMap((column): Drafts<Sql> => {
    const { id, key } = column;
    const before = scene.from.get(key);
    if (id.kind !== "column" || before?.attributes.notNull !== true || scene.isNew(key)) return [];
    const named = scene.dependentsAfter(key).find(({ attributes }) => attributes.type === "not null");
    const fact = named as ConstraintFact | undefined;
    if (!fact || scene.from.has(fact.key) || scene.isNew(partitionKey(id.path))) return [];
    return [
      ...rename(fact, { from: usualNameOf(fact), to: fact.id.path[2] as string }, scene),
      ...nameBelow(column, scene),
    ];
  });
}

/** It is left to the column as its plain NOT NULL, or goes with that. */
export function unnameNotNull(fact: ConstraintFact, scene: Scene): Drafts<Sql> {
  const { id, attributes } = fact;
  const column = keyOf("column", [...id.path.slice(0, 2), attributes.columns[0] as string]);
  const kept = !scene.isGone(column) && scene.to.get(column)?.attributes.notNull === true;
  const lock = { lock: "ACCESS EXCLUSIVE", relation: tableKey(id.path, scene.from) };
  const own = name(id.path[2] as string);
  if (!kept) return [{ ...lock, op: sql`alter table ${qualified(id.path)} drop constraint ${own}` }];
  const isCommented = scene.dependents(fact.key).some(({ id: { kind } }) => kind === "comment");
  return [
    // It does not go with the constraint, which stays.
    ...(isCommented
      ? [{ ...lock, op: sql`comment on constraint ${own} on ${qualified(id.path)} is null` }]
      : []),
    ...(attributes.valid
      ? []
      : [{ ...lock, op: sql`alter table ${qualified(id.path)} validate constraint ${own}`, scans: true }]),
    ...(attributes.definition.endsWith(" NO INHERIT")
      ? [{ ...lock, op: sql`alter table ${qualified(id.path)} alter constraint ${own} inherit` }]
      : []),
    ...rename(fact, { from: id.path[2] as string, to: usualNameOf(fact) }, scene),
  ];
}

function rename(
  { id }: ConstraintFact,
  names: { readonly from: string; readonly to: string },
  scene: Scene,
): Drafts<Sql> {
  if (names.from === names.to) return [];
  const op = sql`alter table ${qualified(id.path)} rename constraint ${name(names.from)} to ${name(names.to)}`;
  return [{ op, lock: "ACCESS EXCLUSIVE", relation: tableKey(id.path, scene.to) }];
}

function usualNameOf({ id, attributes }: ConstraintFact): string {
  return usualName([...id.path.slice(0, 2), attributes.columns[0] as string]);
}
