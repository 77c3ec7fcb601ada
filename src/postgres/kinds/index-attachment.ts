// An index of a partition as a part of its partitioned table's index. Nothing can take it out again but DETACH and DROP.
import { type Fact, keyOf } from "../../core/fact.ts";
import type { Drafts } from "../../core/kind.ts";
import { name } from "../identifier.ts";
import { factOf, flag, kind, list, qualified, text, userSchemas } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";
import { isMadeByAttaching, nameByAttaching } from "./constraint-attributes.ts";
import { lasting } from "./relation.ts";

export type IndexAttachmentAttributes = {
  /** Key of the index, or of the constraint that it stands behind. */
  readonly child: string;
  readonly parent: string;
  /** Key of the partition that the child's table is. */
  readonly partition: string;
};

export const indexAttachment = kind<IndexAttachmentAttributes>({
  name: "index-attachment",
  catalog: 0,
  read: () => sql`
    select h.inhrelid as oid, cn.nspname as schema, c.relname as name, tn.nspname as table_schema, t.relname as table,
      pg_catalog.json_build_array(pn.nspname, p.relname) as parent,
      pg_catalog.json_build_array(qn.nspname, q.relname) as parent_table,
      exists (select from pg_catalog.pg_constraint k where k.conindid = c.oid and k.conrelid = t.oid
        and k.contype in ('p', 'u', 'x')) as child_constraint,
      exists (select from pg_catalog.pg_constraint k where k.conindid = p.oid and k.conrelid = q.oid
        and k.contype in ('p', 'u', 'x')) as parent_constraint
    from pg_catalog.pg_inherits h
    join pg_catalog.pg_class c on c.oid = h.inhrelid and c.relkind in ('i', 'I')
    join pg_catalog.pg_namespace cn on cn.oid = c.relnamespace
    join pg_catalog.pg_index ci on ci.indexrelid = c.oid
    join pg_catalog.pg_class t on t.oid = ci.indrelid
    join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
    join pg_catalog.pg_class p on p.oid = h.inhparent
    join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
    join pg_catalog.pg_index pi on pi.indexrelid = p.oid
    join pg_catalog.pg_class q on q.oid = pi.indrelid
    join pg_catalog.pg_namespace qn on qn.oid = q.relnamespace
    where ${lasting(sql`c`)} and ${userSchemas(sql`cn`)}`,
  fact: (row) => {
    const path = [text(row.schema), text(row.name)];
    const child = keyOfIndex(path, [text(row.table_schema), text(row.table)], flag(row.child_constraint));
    const parent = keyOfIndex(list(row.parent), list(row.parent_table), flag(row.parent_constraint));
    const partition = keyOf("partition", [text(row.table_schema), text(row.table)]);
    const needs = [child, parent, partition];
    return factOf({ kind: "index-attachment", path }, needs, { child, parent, partition });
  },
  named: (path) => sql`index ${qualified(path)}`,
  // ATTACH PARTITION of the table takes over the indexes that are there and whole.
  create: ({ id, attributes }, scene) => {
    const child = scene.to.get(attributes.child);
    if (child?.id.kind === "constraint" && isMadeByAttaching(child, scene)) return renamed(child);
    if (scene.isNew(attributes.partition) && child?.attributes.valid !== false) return [];
    const parent = scene.to.get(attributes.parent);
    if (!parent) return [];
    const [schema = "", ...rest] = parent.id.path;
    return [
      {
        op: sql`alter index ${qualified([schema, rest.at(-1) as string])} attach partition ${qualified(id.path)}`,
        lock: "ACCESS EXCLUSIVE",
        relation: attributes.child,
      },
    ];
  },
  drop: () => [],
  swallowedBy: ({ attributes }) => [attributes.partition, attributes.parent, attributes.child],
  undoneBy: ({ attributes: { child, parent, partition } }, scene) => {
    if (scene.isGone(partition)) return [];
    return scene.isGone(parent) ? [child] : [parent];
  },
  alter: { child: "replace", parent: "replace", partition: "ignore" },
});

function renamed(constraint: Fact): Drafts<Sql> {
  const [, , wanted = ""] = constraint.id.path;
  const made = nameByAttaching(constraint);
  if (wanted.startsWith(made) && /^\d*$/.test(wanted.slice(made.length))) return [];
  const op = sql`alter table ${qualified(constraint.id.path)} rename constraint ${name(made)} to ${name(wanted)}`;
  return [{ op, lock: "ACCESS EXCLUSIVE", relation: constraint.key }];
}

function keyOfIndex(index: readonly string[], table: readonly string[], ofConstraint: boolean): string {
  const [schema = "", name = ""] = index;
  return ofConstraint ? keyOf("constraint", [...table, name]) : keyOf("index", [schema, name]);
}
