// Enumerated types. Values are added in place; to take one away or to move it the type is made anew.
import type { Fact } from "../../core/fact.ts";
import type { Drafts } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import { factOf, kind, list, qualified, schemaKey, text } from "../kind.ts";
import { join, literal, type Sql, sql } from "../sql.ts";
import { carry, inTheWayOfCarriage } from "./carry.ts";
import { createCarried } from "./create-carried.ts";
import { inTheWay } from "./in-the-way.ts";
import { dropped, fromTypes, made, TYPE_ACL, typeColumns, typeName, typeNamed, usersTypes } from "./type.ts";

export type EnumAttributes = { readonly values: readonly string[] };

export const enumKind = kind<EnumAttributes>({
  name: "enum",
  catalog: CATALOG.pg_type,
  acl: TYPE_ACL,
  read: () => sql`
    select ${typeColumns}, (select pg_catalog.to_json(pg_catalog.array_agg(e.enumlabel order by e.enumsortorder))
      from pg_catalog.pg_enum e where e.enumtypid = t.oid) as values
    from ${fromTypes} where t.typtype = 'e' and ${usersTypes}`,
  fact: (row) => {
    const schema = text(row.schema);
    return factOf({ kind: "enum", path: [schema, text(row.name)] }, [schemaKey(schema)], {
      values: list(row.values),
    });
  },
  named: typeNamed,
  create: (fact, scene) => made(fact, scene, create(fact)),
  drop: (fact, scene) => dropped(fact, scene, sql`drop ${typeNamed(fact.id.path)}`),
  holdsData: true,
  alter: {
    values: (to, from, scene) =>
      grows(from, to) ? added(to, from) : carry({ from, create: [create(to)], createCarried }, scene),
  },
  clears: ({ from, to }, scene) => (from && !grows(from, to) ? inTheWayOfCarriage(from.key, scene) : []),
  disturbs: ({ from, to }, dependent) => (grows(from, to) ? "stay" : inTheWay(from.key, dependent)),
  occupies: typeName,
});

type EnumFact = Fact<EnumAttributes>;

function create({ id, attributes: { values } }: EnumFact): { readonly op: Sql } {
  return { op: sql`create ${typeNamed(id.path)} as enum (${join(values.map((value) => literal(value)))})` };
}

/** The old values are all there still, in the old order. */
function grows({ attributes: from }: EnumFact, { attributes: to }: EnumFact): boolean {
  const kept = to.values.filter((value) => from.values.includes(value));
  return kept.length === from.values.length && kept.every((value, index) => value === from.values[index]);
}

/** A new value can be used only after it is committed. */
function added({ id, attributes }: EnumFact, from: EnumFact): Drafts<Sql> {
  return attributes.values.flatMap((value, index) => {
    if (from.attributes.values.includes(value)) return [];
    const before = attributes.values[index - 1];
    const [first] = from.attributes.values;
    const isLast = !attributes.values.slice(index).some((later) => from.attributes.values.includes(later));
    const place =
      isLast || (before === undefined && first === undefined)
        ? sql``
        : before === undefined
          ? sql` before ${literal(first as string)}`
          : sql` after ${literal(before)}`;
    return [
      { op: sql`alter type ${qualified(id.path)} add value ${literal(value)}${place}`, transaction: "own" },
    ];
  });
}
