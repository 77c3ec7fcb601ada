// Domains. Their checks are facts of their own; another base type is handed to the columns that use it.
import type { Fact } from "../../core/fact.ts";
import type { Drafts, Scene } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import { collationName } from "../collation-name.ts";
import { name } from "../identifier.ts";
import { factOf, flag, kind, printed, qualified, schemaKey, text } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";
import { byWayOfText, holdersWithin, inTheWayOfText } from "./by-way-of-text.ts";
import { carry, inTheWayOfCarriage } from "./carry.ts";
import { checksOfDomains } from "./checks-of-domains.ts";
import { castsByItself } from "./column-type.ts";
import { createCarried, createDomain, type DomainAttributes, remade, withName } from "./create-carried.ts";
import { domainConstraintClause } from "./domain-constraint.ts";
import { inTheWay } from "./in-the-way.ts";
import { dropped, fromTypes, made, TYPE_ACL, typeColumns, typeName, usersTypes } from "./type.ts";

export const domain = kind<DomainAttributes>({
  name: "domain",
  catalog: CATALOG.pg_type,
  acl: TYPE_ACL,
  read: ({ major }) => sql`
    select ${typeColumns}, pg_catalog.format_type(t.typbasetype, t.typtypmod) as type,
      case when t.typcollation <> b.typcollation then ${collationName(sql`t.typcollation`)} end as collation,
      pg_catalog.pg_get_expr(t.typdefaultbin, 0) as default, t.typnotnull as not_null,
      ${
        major >= 17
          ? sql`(select nullif(k.conname, t.typname || '_not_null') from pg_catalog.pg_constraint k
              where k.contypid = t.oid and k.contype = 'n')`
          : sql`null`
      } as not_null_name
    from ${fromTypes} join pg_catalog.pg_type b on b.oid = t.typbasetype
    where t.typtype = 'd' and ${usersTypes}`,
  fact: (row) => {
    const schema = text(row.schema);
    return factOf({ kind: "domain", path: [schema, text(row.name)] }, [schemaKey(schema)], {
      type: text(row.type),
      collation: row.collation ?? null,
      default: row.default ?? null,
      notNull: flag(row.not_null),
      notNullName: row.not_null_name ?? null,
    });
  },
  named,
  create: (fact, scene, parts) => made(fact, scene, createDomain(fact, parts.map(domainConstraintClause))),
  drop: (fact, scene) => dropped(fact, scene, sql`drop ${named(fact.id.path)}`),
  holdsData: true,
  alter: {
    type: remake,
    collation: remake,
    default: ({ id, attributes }, from) =>
      remade(attributes, from.attributes)
        ? []
        : [
            alter(
              id.path,
              attributes.default === null
                ? sql`drop default`
                : sql`set default ${printed(attributes.default)}`,
            ),
          ],
    notNull: ({ id, attributes }, from, scene) => {
      if (remade(attributes, from.attributes)) return [];
      return attributes.notNull
        ? byWayOfText(holdersWithin(from, scene), [
            { ...alter(id.path, requireNotNull(attributes)), scans: true },
          ])
        : [alter(id.path, sql`drop not null`)];
    },
    notNullName: ({ id, attributes }, from) => {
      if (!attributes.notNull || !from.attributes.notNull || remade(attributes, from.attributes)) return [];
      const nameOf = (one: DomainAttributes) => name(one.notNullName ?? `${id.path[1]}_not_null`);
      return [alter(id.path, sql`rename constraint ${nameOf(from.attributes)} to ${nameOf(attributes)}`)];
    },
  },
  clears: ({ from, to }, scene) => {
    if (!from) return [];
    if (remade(to.attributes, from.attributes)) return inTheWayOfCarriage(from.key, scene);
    const stricter = to.attributes.notNull && !from.attributes.notNull;
    return stricter ? inTheWayOfText(holdersWithin(from, scene), scene) : [];
  },
  disturbs: ({ from, to }, dependent) =>
    remade(to.attributes, from.attributes)
      ? // Its own checks are written into the new one.
        inTheWay(from.key, dependent)
      : "stay",
  madeAfter: checksOfDomains,
  occupies: typeName,
});

function named(path: readonly string[]): Sql {
  return sql`domain ${qualified(path)}`;
}

function alter(path: readonly string[], clause: Sql): { readonly op: Sql } {
  return { op: sql`alter ${named(path)} ${clause}` };
}

function requireNotNull({ notNullName }: DomainAttributes): Sql {
  return notNullName === null ? sql`set not null` : sql`add constraint ${name(notNullName)} not null`;
}

function remake(to: Fact<DomainAttributes>, from: Fact<DomainAttributes>, scene: Scene): Drafts<Sql> {
  const direct = castsByItself(from.attributes.type, to.attributes.type);
  const using = (column: Sql, fact: Fact): Sql | undefined =>
    direct ? sql`${column}::${printed(fact.attributes.type as string)}` : undefined;
  // Where arrays hold the domain, no check can be added to it later.
  const checks = scene
    .dependentsAfter(to.key)
    .filter(({ id, attributes }) => id.kind === "domain-constraint" && attributes.validated)
    .map(domainConstraintClause);
  return carry({ from, create: [createDomain(withName(to), checks)], createCarried, using }, scene);
}
