// Composite types. Attributes are added, dropped and changed in place; where columns hold such values and the order
// or a type changes, the type is made anew and handed to them.
import { GodwitError } from "../../core/errors.ts";
import type { Fact } from "../../core/fact.ts";
import type { Drafts, Scene } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import { collationName } from "../collation-name.ts";
import { name } from "../identifier.ts";
import { factOf, kind, list, printed, qualified, schemaKey, text } from "../kind.ts";
import { join, type Sql, sql } from "../sql.ts";
import { carry, holders, inTheWayOfCarriage } from "./carry.ts";
import { checksOfDomains } from "./checks-of-domains.ts";
import { castsByItself } from "./column-type.ts";
import {
  attributeClause,
  type CompositeAttributes,
  createCarried,
  createComposite,
} from "./create-carried.ts";
import { inTheWay } from "./in-the-way.ts";
import { dropped, fromTypes, made, TYPE_ACL, typeColumns, typeName, typeNamed, usersTypes } from "./type.ts";

export const composite = kind<CompositeAttributes>({
  name: "composite",
  catalog: CATALOG.pg_type,
  acl: TYPE_ACL,
  read: () => sql`
    select ${typeColumns}, a.names, a.types, a.collations
    from ${fromTypes}
    join pg_catalog.pg_class c on c.oid = t.typrelid and c.relkind = 'c'
    left join lateral (
      select pg_catalog.to_json(pg_catalog.array_agg(x.attname order by x.attnum)) as names,
        pg_catalog.to_json(pg_catalog.array_agg(pg_catalog.format_type(x.atttypid, x.atttypmod) order by x.attnum))
          as types,
        pg_catalog.to_json(pg_catalog.array_agg(case when x.attcollation <> y.typcollation and x.attcollation <> 0
          then ${collationName(sql`x.attcollation`)} else '' end order by x.attnum)) as collations
      from pg_catalog.pg_attribute x join pg_catalog.pg_type y on y.oid = x.atttypid
      where x.attrelid = c.oid and x.attnum > 0 and not x.attisdropped
    ) a on true
    where t.typtype = 'c' and ${usersTypes}`,
  fact: (row) => {
    const schema = text(row.schema);
    return factOf({ kind: "composite", path: [schema, text(row.name)] }, [schemaKey(schema)], {
      names: list(row.names),
      types: list(row.types),
      collations: list(row.collations),
    });
  },
  named: typeNamed,
  create: (fact, scene) => made(fact, scene, createComposite(fact)),
  drop: (fact, scene) => dropped(fact, scene, sql`drop ${typeNamed(fact.id.path)}`),
  holdsData: true,
  alter: { names: change, types: change, collations: change },
  clears: ({ from, to }, scene) =>
    from && !inPlace(from, to, scene) ? inTheWayOfCarriage(from.key, scene) : [],
  disturbs: ({ from, to }, dependent, scene) =>
    inPlace(from, to, scene) ? "stay" : inTheWay(from.key, dependent),
  madeAfter: checksOfDomains,
  occupies: (fact) => [...typeName(fact), ...typeName(fact).map((one) => one.replace("type", "relation"))],
});

type CompositeFact = Fact<CompositeAttributes>;

function change(to: CompositeFact, from: CompositeFact, scene: Scene): Drafts<Sql> {
  if (!inPlace(from, to, scene)) {
    const typed = scene.dependents(from.key).find(({ id, key }) => id.kind === "table" && !scene.isGone(key));
    if (typed) {
      throw new GodwitError(
        "NOT_SUPPORTED",
        `the attributes of ${to.key} cannot change places: ${typed.key} is a table of it`,
        { hint: `say \`alter table … not of\` of ${typed.key} first; new attributes come last` },
      );
    }
    const using = (column: Sql, fact: Fact) => rowOf(column, fact, { from, to });
    return carry({ from, create: [createComposite(to)], createCarried, using }, scene);
  }
  const was = clauses(from.attributes);
  const now = clauses(to.attributes);
  const typed = scene.dependents(from.key).some(({ id }) => id.kind === "table");
  const cascade = typed ? sql` cascade` : sql``;
  const actions = [
    ...[...was.keys()]
      .filter((one) => !now.has(one))
      .map((one) => sql`drop attribute ${name(one)}${cascade}`),
    ...[...now]
      .filter(([one, clause]) => was.has(one) && was.get(one)?.text !== clause.text)
      .map(([one]) => sql`alter attribute ${name(one)} type ${typeOf(to, one)}${cascade}`),
    ...[...now].filter(([one]) => !was.has(one)).map(([, clause]) => sql`add attribute ${clause}${cascade}`),
  ];
  return [{ op: sql`alter ${typeNamed(to.id.path)} ${join(actions)}` }];
}

/** What ALTER TYPE can do: nothing moves, and no column holds values whose form would change. */
function inPlace(from: CompositeFact, to: CompositeFact, scene: Scene): boolean {
  const kept = from.attributes.names.filter((one) => to.attributes.names.includes(one));
  if (kept.some((one, index) => one !== to.attributes.names[index])) return false;
  const was = clauses(from.attributes);
  const now = clauses(to.attributes);
  const same = kept.every((one) => was.get(one)?.text === now.get(one)?.text);
  return same || holders(from.key, scene).columns.length === 0;
}

function clauses(attributes: CompositeAttributes): ReadonlyMap<string, Sql> {
  return new Map(attributes.names.map((one, index) => [one, attributeClause(attributes, index)]));
}

function typeOf({ attributes }: CompositeFact, one: string): Sql {
  const index = attributes.names.indexOf(one);
  const collation = attributes.collations[index];
  return sql`${printed(attributes.types[index] as string)}${collation ? sql` collate ${printed(collation)}` : sql``}`;
}

/** A value attribute by attribute; of arrays and of what is made of the type only the text can be taken. */
function rowOf(
  column: Sql,
  { key, attributes }: Fact,
  { from, to }: { readonly from: CompositeFact; readonly to: CompositeFact },
): Sql | undefined {
  if (attributes.type !== qualified(to.id.path).text) {
    const [before, after] = [from.attributes.names, to.attributes.names];
    // The text of as many values in other places would be taken, and be wrong.
    if (before.length === after.length && before.some((one, index) => one !== after[index])) {
      throw new GodwitError(
        "NOT_SUPPORTED",
        `the attributes of ${to.key} cannot change places: ${key} holds it in an array or in another type`,
      );
    }
    return undefined;
  }
  const values = to.attributes.names.map((one) => {
    const before = from.attributes.types[from.attributes.names.indexOf(one)];
    const after = to.attributes.types[to.attributes.names.indexOf(one)] as string;
    if (before === undefined) return sql`null`;
    const value = sql`(${column}).${name(one)}`;
    return castsByItself(before, after) ? value : sql`${value}::pg_catalog.text::${printed(after)}`;
  });
  return sql`case when ${column} is distinct from null then row(${join(values)})::${printed(String(attributes.type))} end`;
}
