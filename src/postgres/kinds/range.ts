// Range types, with their multirange types from 14 on.
import type { Fact } from "../../core/fact.ts";
import type { Drafts, Scene } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import { collationName } from "../collation-name.ts";
import { factOf, kind, schemaKey, text } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";
import { carry, inTheWayOfCarriage } from "./carry.ts";
import { checksOfDomains } from "./checks-of-domains.ts";
import { createCarried, createRange, type RangeAttributes } from "./create-carried.ts";
import { inTheWay } from "./in-the-way.ts";
import { dropped, fromTypes, made, TYPE_ACL, typeColumns, typeName, typeNamed, usersTypes } from "./type.ts";

export const range = kind<RangeAttributes>({
  name: "range",
  catalog: CATALOG.pg_type,
  acl: TYPE_ACL,
  read: ({ major }) => sql`
    select ${typeColumns}, pg_catalog.format_type(r.rngsubtype, null) as subtype,
      case when not o.opcdefault then pg_catalog.quote_ident(s.nspname) || '.' || pg_catalog.quote_ident(o.opcname) end
        as operator_class,
      case when r.rngcollation <> b.typcollation then ${collationName(sql`r.rngcollation`)} end as collation,
      nullif(r.rngcanonical, 0)::pg_catalog.regproc::text as canonical,
      nullif(r.rngsubdiff, 0)::pg_catalog.regproc::text as difference,
      ${major >= 14 ? sql`pg_catalog.format_type(r.rngmultitypid, null)` : sql`null`} as multirange
    from ${fromTypes}
    join pg_catalog.pg_range r on r.rngtypid = t.oid
    join pg_catalog.pg_type b on b.oid = r.rngsubtype
    join pg_catalog.pg_opclass o on o.oid = r.rngsubopc
    join pg_catalog.pg_namespace s on s.oid = o.opcnamespace
    where t.typtype = 'r' and ${usersTypes}`,
  fact: (row) => {
    const schema = text(row.schema);
    return factOf({ kind: "range", path: [schema, text(row.name)] }, [schemaKey(schema)], {
      subtype: text(row.subtype),
      operatorClass: row.operator_class ?? null,
      collation: row.collation ?? null,
      canonical: row.canonical ?? null,
      difference: row.difference ?? null,
      multirange: row.multirange ?? null,
    });
  },
  named: typeNamed,
  create: (fact, scene) => made(fact, scene, createRange(fact)),
  drop: (fact, scene) => {
    const cascade = isCanonical(fact, scene) ? sql` cascade` : sql``;
    return dropped(fact, scene, sql`drop ${typeNamed(fact.id.path)}${cascade}`);
  },
  // The function that makes its values canonical takes and gives the type.
  placeholder: {
    make: ({ id }) => [{ op: sql`create ${typeNamed(id.path)}` }],
    complete: (fact, scene) => made(fact, scene, createRange(fact)),
  },
  holdsData: true,
  alter: {
    subtype: remake,
    operatorClass: remake,
    collation: remake,
    canonical: remake,
    difference: remake,
    multirange: remake,
  },
  clears: ({ from }, scene) => (from ? inTheWayOfCarriage(from.key, scene) : []),
  disturbs: ({ from }, dependent) => inTheWay(from.key, dependent),
  madeAfter: checksOfDomains,
  occupies: typeName,
});

function remake(to: Fact<RangeAttributes>, from: Fact<RangeAttributes>, scene: Scene): Drafts<Sql> {
  return carry({ from, create: [createRange(to)], createCarried }, scene);
}

/** It is made of a function that goes with it. */
function isCanonical({ key, needs }: Fact, { from }: Scene): boolean {
  return needs.some((one) => from.get(one)?.needs.includes(key));
}
