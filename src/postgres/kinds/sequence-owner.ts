// That a column owns a sequence (OWNED BY): the sequence is there before the column, and goes with it.
import { type Fact, type FactKey, keyOf, type Schema } from "../../core/fact.ts";
import type { Drafts, Scene } from "../../core/kind.ts";
import { name } from "../identifier.ts";
import { factOf, kind, qualified, text, userSchemas } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";
import { startAfterRows } from "./identity.ts";

export type SequenceOwnerAttributes = {
  /** Key of the column's fact. */
  readonly column: string;
};

export const sequenceOwner = kind<SequenceOwnerAttributes>({
  name: "sequence-owner",
  catalog: 0,
  read: () => sql`
    select d.objid as oid, n.nspname as schema, c.relname as name, pn.nspname as table_schema, p.relname as table,
      a.attname as column
    from pg_catalog.pg_depend d
    join pg_catalog.pg_class c on c.oid = d.objid and c.relkind = 'S' and c.relpersistence <> 't'
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_class p on p.oid = d.refobjid
    join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = p.oid and a.attnum = d.refobjsubid
    where d.deptype = 'a' and d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and ${userSchemas(sql`n`)}`,
  fact: (row) => {
    const path = [text(row.schema), text(row.name)];
    const table = [text(row.table_schema), text(row.table)];
    const column = keyOf("column", [...table, text(row.column)]);
    const needs = [keyOf("sequence", path), column, ownerOfTable(table)];
    return factOf({ kind: "sequence-owner", path }, needs, { column });
  },
  named: (path) => sql`sequence ${qualified(path)}`,
  create: ({ id, attributes }, scene) => {
    const column = scene.to.get(attributes.column)?.id.path ?? [];
    const sequence = keyOf("sequence", id.path);
    // A new sequence for a column that has rows goes on after them.
    const fresh = scene.isNew(sequence) && !scene.isNew(attributes.column);
    const increment = String(scene.to.get(sequence)?.attributes.increment ?? "1");
    return [
      ...sameOwner(id.path, attributes, scene),
      own(id.path, column),
      ...(fresh && isWhole(scene.to.get(attributes.column))
        ? startAfterRows(column, qualified(id.path), increment)
        : []),
    ];
  },
  drop: ({ id, attributes }, { from, to }) => {
    const sequence = qualified(id.path);
    const free = [{ op: sql`alter sequence ${sequence} owned by none` }];
    const keepsOwner =
      tableOwner(attributes, from) === undefined || to.has(keyOf("owner", ["sequence", ...id.path]));
    return keepsOwner || to.has(keyOf("sequence-owner", id.path))
      ? free
      : [...free, { op: sql`alter sequence ${sequence} owner to current_user` }];
  },
  swallowedBy: ({ id }) => [keyOf("sequence", id.path)],
  // Owned by none in between, or a table with another owner would not let it go.
  alter: { column: "replace" },
});

/** The owner of an owned sequence is its table's, and changes with that; before, it must be brought there. */
function sameOwner(
  path: readonly string[],
  attributes: SequenceOwnerAttributes,
  { from, to }: Pick<Scene, "from" | "to">,
): Drafts<Sql> {
  const wanted = tableOwner(attributes, to);
  const before = from.get(keyOf("sequence-owner", path));
  const had = before
    ? tableOwner(before.attributes as SequenceOwnerAttributes, from)
    : from.get(keyOf("owner", ["sequence", ...path]))?.attributes.role;
  if (wanted === had) return [];
  const role = typeof wanted === "string" ? name(wanted) : sql`current_user`;
  return [{ op: sql`alter sequence ${qualified(path)} owner to ${role}` }];
}

/** Undefined where it is the usual one. */
function tableOwner({ column }: SequenceOwnerAttributes, schema: Schema): unknown {
  const path = schema.get(column)?.id.path.slice(0, 2);
  return path && schema.get(ownerOfTable(path))?.attributes.role;
}

function ownerOfTable(path: readonly string[]): FactKey {
  return keyOf("owner", ["table", ...path]);
}

function isWhole(column: Fact | undefined): boolean {
  return ["smallint", "integer", "bigint"].includes(String(column?.attributes.type));
}

function own(path: readonly string[], column: readonly string[]): { readonly op: Sql } {
  const [, , attribute = ""] = column;
  return { op: sql`alter sequence ${qualified(path)} owned by ${qualified(column)}.${name(attribute)}` };
}
