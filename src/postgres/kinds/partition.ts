// A table as a partition of another: made by ATTACH, undone by DETACH, so that its rows stay.
import { type Fact, type FactKey, keyOf } from "../../core/fact.ts";
import type { Drafts, Scene } from "../../core/kind.ts";
import { name } from "../identifier.ts";
import { factOf, kind, list, printed, qualified, text, userSchemas } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";
import { lasting, relationKey } from "./relation.ts";

export type PartitionAttributes = {
  /** Key of the partitioned table. */
  readonly parent: string;
  /** As FOR VALUES says it. */
  readonly bound: string;
};

export const partition = kind<PartitionAttributes>({
  name: "partition",
  catalog: 0,
  read: () => sql`
    select h.inhrelid as oid, n.nspname as schema, c.relname as name, c.relkind as relation,
      pn.nspname as parent_schema, p.relname as parent, pg_catalog.pg_get_expr(c.relpartbound, c.oid) as bound,
      pg_catalog.pg_get_partition_constraintdef(c.oid) as condition,
      (select pg_catalog.to_json(pg_catalog.array_agg(x.relname)) from pg_catalog.pg_index i
        join pg_catalog.pg_class x on x.oid = i.indexrelid where i.indrelid = p.oid
        and (i.indisvalid or exists (select from pg_catalog.pg_inherits a
          join pg_catalog.pg_index ai on ai.indexrelid = a.inhrelid
          where a.inhparent = x.oid and ai.indrelid = c.oid and ai.indisvalid)))
        as parent_indexes,
      (select pg_catalog.to_json(pg_catalog.array_agg(x.relname)) from pg_catalog.pg_index i
        join pg_catalog.pg_class x on x.oid = i.indexrelid
        join pg_catalog.pg_inherits xh on xh.inhrelid = x.oid where i.indrelid = c.oid and i.indisvalid) as indexes,
      (select pg_catalog.json_agg(array[yn.nspname, y.relname]) from pg_catalog.pg_index i
        join pg_catalog.pg_inherits yh on yh.inhparent = i.indexrelid
        join pg_catalog.pg_class y on y.oid = yh.inhrelid
        join pg_catalog.pg_namespace yn on yn.oid = y.relnamespace
        where i.indrelid = c.oid and i.indisvalid) as attachments,
      (select pg_catalog.to_json(pg_catalog.array_agg(k.conname)) from pg_catalog.pg_constraint k
        where k.conrelid = c.oid and k.contype in ('c', 'n') and k.coninhcount > 0) as checks
    from pg_catalog.pg_inherits h
    join pg_catalog.pg_class c on c.oid = h.inhrelid and c.relispartition and c.relkind in ('r', 'p', 'f')
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_class p on p.oid = h.inhparent
    join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
    where ${lasting(sql`c`)} and ${userSchemas(sql`n`)}`,
  fact: (row) => {
    const path = [text(row.schema), text(row.name)];
    const [schema = "", table = ""] = path;
    const parentPath = [text(row.parent_schema), text(row.parent)];
    const [parentSchema = "", parentTable = ""] = parentPath;
    const parent = keyOf("table", parentPath);
    // ATTACH takes over indexes and checks that are there on both sides; what is not there it makes under names of its own.
    const needs = [
      relationKey(row.relation, path),
      parent,
      ...indexKeys(parentSchema, parentTable, list(row.parent_indexes)),
      ...indexKeys(schema, table, list(row.indexes)),
      // An index of its own that is not whole yet would be passed over.
      ...(JSON.parse(row.attachments ?? "[]") as readonly (readonly string[])[]).map((index) =>
        keyOf("index-attachment", index),
      ),
      ...list(row.checks).flatMap((check) => [
        keyOf("constraint", [schema, table, check]),
        keyOf("constraint", [parentSchema, parentTable, check]),
      ]),
    ];
    const fact = factOf({ kind: "partition", path }, needs, { parent, bound: text(row.bound) });
    // What its rows must be like follows from its bound and its parents'.
    return row.condition?.includes(HASHED) === false
      ? { ...fact, spelling: { condition: row.condition } }
      : fact;
  },
  named: (path) => sql`table ${qualified(path)}`,
  create: ({ id, attributes, needs, spelling }, scene) => {
    const { parent, bound } = attributes;
    const condition = spelling?.condition;
    const own = needs[0] as string;
    const attach = {
      op: sql`alter table ${parentOf(attributes, scene.to)} attach partition ${qualified(id.path)} ${printed(bound)}`,
      lock: "SHARE UPDATE EXCLUSIVE",
      relation: parent,
    };
    if (!scene.hasRows(own) || condition === undefined) return [{ ...attach, scans: scene.hasRows(own) }];
    // With a valid check that says the same PostgreSQL attaches without looking at a row.
    const { make, remove } = checkAround(id.path, condition, own);
    return [...make, attach, remove];
  },
  drop: ({ id, attributes, needs, spelling }, scene) => {
    const own = needs[0] as string;
    const detach = sql`alter table ${parentOf(attributes, scene.from)} detach partition ${qualified(id.path)}`;
    const plain = { op: detach, lock: "ACCESS EXCLUSIVE", relation: attributes.parent };
    const left = scene.isGone(own) ? [] : leftKeys(id.path, attributes, scene);
    const condition = spelling?.condition;
    if (condition === undefined || !canDetachConcurrently({ id, attributes, own }, scene))
      return [plain, ...left];
    // A check of the same meaning keeps DETACH from leaving one of its own behind.
    const { make, remove } = checkAround(id.path, condition, own);
    return [
      ...make,
      { ...plain, op: sql`${detach} concurrently`, lock: "SHARE UPDATE EXCLUSIVE", transaction: "none" },
      remove,
      ...left,
    ];
  },
  swallowedBy: ({ needs, attributes }, from) =>
    // What points at the parent keeps a partition from being dropped while it is one.
    pointedAt(attributes.parent, from) ? [] : [needs[0] as string],
  // Indexes and checks are made and dropped around it.
  fate: (_fact, needed) =>
    needed.id.kind === "table" || needed.id.kind === "foreign-table" ? "rebuild" : "stay",
  // An index that some partitions lack would be made on this one, too.
  clears: ({ from, to }, scene) => (from ? [] : lackedIndexes(to, scene)),
  // A partition of this one may be detached, and so its indexes, before or after.
  outlasts: (_fact, needed) => needed.startsWith("index-attachment "),
  alter: { parent: "replace", bound: "replace" },
});

/** Keys of the parent's indexes and keys that come after this partition. */
function lackedIndexes({ key, attributes }: Fact<PartitionAttributes>, scene: Scene): readonly FactKey[] {
  return scene
    .dependentsAfter(key)
    .filter(({ needs }) => needs.includes(attributes.parent))
    .filter(({ id: { kind } }) => kind === "index" || kind === "constraint")
    .map((index) => index.key);
}

/** Its condition names the parent by a number, which is another one in another database. */
const HASHED = "satisfies_hash_partition";

function indexKeys(schema: string, table: string, names: readonly string[]): readonly string[] {
  return names.flatMap((index) => [
    keyOf("index", [schema, index]),
    keyOf("constraint", [schema, table, index]),
  ]);
}

function parentOf({ parent }: PartitionAttributes, schema: Scene["to"]): Sql {
  const fact = schema.get(parent);
  if (!fact) throw new Error(`a partition's parent is not in the schema: ${parent}`);
  return qualified(fact.id.path);
}

function checkAround(
  path: readonly string[],
  condition: string,
  own: string,
): { readonly make: Drafts<Sql>; readonly remove: Drafts<Sql>[number] } {
  const check = name(`${(path[1] as string).slice(0, 40)}_partition_bound`);
  const table = qualified(path);
  return {
    make: [
      {
        op: sql`alter table ${table} add constraint ${check} check (${printed(condition)}) not valid`,
        lock: "ACCESS EXCLUSIVE",
        relation: own,
        transaction: "own",
      },
      {
        op: sql`alter table ${table} validate constraint ${check}`,
        lock: "SHARE UPDATE EXCLUSIVE",
        relation: own,
        scans: true,
        transaction: "own",
      },
    ],
    remove: {
      op: sql`alter table ${table} drop constraint ${check}`,
      lock: "ACCESS EXCLUSIVE",
      relation: own,
    },
  };
}

/** Not beside a default partition, not before 14, and not where it comes back: its rows must not be missed for long. */
function canDetachConcurrently(
  { id, attributes, own }: Pick<Fact<PartitionAttributes>, "id" | "attributes"> & { readonly own: string },
  scene: Scene,
): boolean {
  if (scene.to.has(keyOf("partition", id.path)) || scene.major < 14 || !scene.hasRows(own)) return false;
  return !scene
    .dependents(attributes.parent)
    .some(({ id, attributes: other }) => id.kind === "partition" && other.bound === "DEFAULT");
}

/** The parent's foreign keys stay behind as the table's own, under the parent's names. */
function leftKeys(path: readonly string[], { parent }: PartitionAttributes, scene: Scene): Drafts<Sql> {
  const [schema = "", table = ""] = path;
  return scene
    .dependents(parent)
    .filter(
      ({ id, attributes }) =>
        attributes.type === "foreign key" && keyOf("table", id.path.slice(0, 2)) === parent,
    )
    .filter(({ id }) => !scene.from.has(keyOf("constraint", [schema, table, id.path[2] as string])))
    .map(({ id }) => ({
      op: sql`alter table ${qualified(path)} drop constraint ${name(id.path[2] as string)}`,
      lock: "ACCESS EXCLUSIVE",
      relation: keyOf("table", path),
    }));
}

function pointedAt(parent: string, from: Scene["from"]): boolean {
  for (const { id, attributes, needs } of from.values()) {
    if (attributes.type !== "foreign key" || !needs.includes(parent)) continue;
    if (keyOf("table", id.path.slice(0, 2)) !== parent) return true;
  }
  return false;
}
