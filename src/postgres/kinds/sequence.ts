// Sequences that stand for themselves, owned by a column or not; one behind an identity column is a part of it.
import { type Fact, keyOf } from "../../core/fact.ts";
import type { Drafts } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import { factOf, flag, kind, printed, qualified, schemaKey, text, userSchemas } from "../kind.ts";
import { join, type Sql, sql } from "../sql.ts";
import { numberClauses, numberSteps, type SequenceNumbers } from "./sequence-options.ts";

export type SequenceAttributes = SequenceNumbers & { readonly unlogged: boolean };

type SequenceFact = Fact<SequenceAttributes>;

/** Letters of what may be done with one, unless something was granted. */
export const SEQUENCE_ACL = { owner: "rwU", everybody: "" } as const;

export const sequence = kind<SequenceAttributes>({
  name: "sequence",
  catalog: CATALOG.pg_class,
  acl: SEQUENCE_ACL,
  read: () => sql`
    select c.oid, n.nspname as schema, c.relname as name, pg_catalog.pg_get_userbyid(c.relowner) as owner,
      pg_catalog.to_json(c.relacl::text[]) as acl, c.relpersistence as persistence,
      pg_catalog.format_type(s.seqtypid, null) as type, s.seqstart as start, s.seqincrement as increment,
      s.seqmin as minimum, s.seqmax as maximum, s.seqcache as cache, s.seqcycle as cycle
    from pg_catalog.pg_sequence s
    join pg_catalog.pg_class c on c.oid = s.seqrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relpersistence <> 't' and ${userSchemas(sql`n`)} and not exists (
      select from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'i'
        and d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjsubid <> 0)`,
  fact: (row) => {
    const schema = text(row.schema);
    return factOf({ kind: "sequence", path: [schema, text(row.name)] }, [schemaKey(schema)], {
      type: text(row.type),
      start: text(row.start),
      increment: text(row.increment),
      minimum: text(row.minimum),
      maximum: text(row.maximum),
      cache: text(row.cache),
      cycle: flag(row.cycle),
      unlogged: row.persistence === "u",
    });
  },
  named,
  create: ({ id, attributes }) => {
    const type = attributes.type === "bigint" ? [] : [sql`as ${printed(attributes.type)}`];
    const clauses = [...type, ...numberClauses(attributes)];
    return [
      {
        op: sql`create ${attributes.unlogged ? sql`unlogged ` : sql``}${join([named(id.path), ...clauses], sql` `)}`,
      },
    ];
  },
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}`, losesData: "the sequence's value" }],
  // The sequence of a dropped column goes with it.
  swallowedBy: ({ id }, from) => {
    const ownership = from.get(keyOf("sequence-owner", id.path));
    return ownership ? [ownership.attributes.column as string] : [];
  },
  holdsData: true,
  alter: {
    unlogged: ({ id, attributes }) => [
      { op: sql`alter ${named(id.path)} set ${attributes.unlogged ? sql`unlogged` : sql`logged`}` },
    ],
    type: changeNumbers,
    start: changeNumbers,
    increment: changeNumbers,
    minimum: changeNumbers,
    maximum: changeNumbers,
    cache: changeNumbers,
    cycle: changeNumbers,
  },
  occupies: ({ id: { path } }) => [`relation ${keyOf("", path)}`],
});

function named(path: readonly string[]): Sql {
  return sql`sequence ${qualified(path)}`;
}

/** One of them says all: equal statements are taken once. */
function changeNumbers({ id, attributes }: SequenceFact, from: SequenceFact): Drafts<Sql> {
  return numberSteps(qualified(id.path), attributes, from.attributes);
}
