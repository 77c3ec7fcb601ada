// That a column owns a sequence (OWNED BY): the sequence is there before the column, and goes with it.
import { type Fact, keyOf } from "../../core/fact.ts";
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
    const column = keyOf("column", [text(row.table_schema), text(row.table), text(row.column)]);
    return factOf({ kind: "sequence-owner", path }, [keyOf("sequence", path), column], { column });
  },
  named: (path) => sql`sequence ${qualified(path)}`,
  create: ({ id, attributes }, scene) => {
    const column = scene.to.get(attributes.column)?.id.path ?? [];
    const sequence = keyOf("sequence", id.path);
    // A new sequence for a column that has rows goes on after them.
    const fresh = scene.isNew(sequence) && !scene.isNew(attributes.column);
    const increment = String(scene.to.get(sequence)?.attributes.increment ?? "1");
    return [
      own(id.path, column),
      ...(fresh && isWhole(scene.to.get(attributes.column))
        ? startAfterRows(column, qualified(id.path), increment)
        : []),
    ];
  },
  drop: ({ id }) => [{ op: sql`alter sequence ${qualified(id.path)} owned by none` }],
  swallowedBy: ({ id }) => [keyOf("sequence", id.path)],
  alter: {
    column: ({ id, attributes }, _from, { to }) => [own(id.path, to.get(attributes.column)?.id.path ?? [])],
  },
});

function isWhole(column: Fact | undefined): boolean {
  return ["smallint", "integer", "bigint"].includes(String(column?.attributes.type));
}

function own(path: readonly string[], column: readonly string[]): { readonly op: Sql } {
  const [, , attribute = ""] = column;
  return { op: sql`alter sequence ${qualified(path)} owned by ${qualified(column)}.${name(attribute)}` };
}
