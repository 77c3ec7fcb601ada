// Checks of domains.
import { type Fact, type FactKey, keyOf } from "../../core/fact.ts";
import type { Scene } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, flag, kind, qualified, text, userSchemas } from "../kind.ts";
import { spelled, withSpelling } from "../reprint.ts";
import { type Sql, sql } from "../sql.ts";
import { byWayOfText, holdersWithin, inTheWayOfText } from "./by-way-of-text.ts";
import { holders } from "./carry.ts";
import { type DomainAttributes, remade } from "./create-carried.ts";

export type DomainConstraintAttributes = { readonly definition: string; readonly validated: boolean };

/** As CREATE DOMAIN and ADD CONSTRAINT write it. */
export function domainConstraintClause(fact: Fact): Sql {
  return sql`constraint ${name(fact.id.path[2] as string)} ${spelled(fact, "definition")}`;
}

export const domainConstraint = kind<DomainConstraintAttributes>({
  name: "domain-constraint",
  catalog: CATALOG.pg_constraint,
  read: () => sql`
    select k.oid, n.nspname as schema, t.typname as domain, k.conname as name, k.convalidated as validated,
      pg_catalog.regexp_replace(pg_catalog.pg_get_constraintdef(k.oid), ' NOT VALID$', '') as definition
    from pg_catalog.pg_constraint k
    join pg_catalog.pg_type t on t.oid = k.contypid
    join pg_catalog.pg_namespace n on n.oid = t.typnamespace
    where k.contype = 'c' and ${userSchemas(sql`n`)}`,
  fact: (row) => {
    const path = [text(row.schema), text(row.domain), text(row.name)];
    const fact = factOf({ kind: "domain-constraint", path }, [keyOf("domain", path.slice(0, 2))], {
      definition: text(row.definition),
      validated: flag(row.validated),
    });
    return withSpelling(fact, ["definition"]);
  },
  named: ([schema, domain, constraint]) =>
    sql`constraint ${name(constraint as string)} on domain ${name(schema as string, domain as string)}`,
  create: (fact, scene) => {
    const { id, needs, attributes } = fact;
    if (attributes.validated && isRemade(needs[0] as string, scene)) return [];
    const within = holdersIn(needs[0] as string, scene);
    if (attributes.validated && within.length > 0)
      return byWayOfText(within, [alter(id.path, sql`add ${domainConstraintClause(fact)}`)]);
    const tables = holders(needs[0] as string, scene).columns.map(({ id: { path } }) => path.slice(0, 2));
    const used = tables.some((path) => scene.hasRows(keyOf("table", path)));
    const clause = sql`add ${domainConstraintClause(fact)}`;
    if (!attributes.validated) return [alter(id.path, sql`${clause} not valid`)];
    if (!used) return [{ ...alter(id.path, clause), scans: tables.length > 0 }];
    return [
      { ...alter(id.path, sql`${clause} not valid`), transaction: "own" },
      { ...alter(id.path, validate(id.path)), scans: true },
    ];
  },
  drop: ({ id }, scene) =>
    isRemade(keyOf("domain", id.path.slice(0, 2)), scene)
      ? []
      : [alter(id.path, sql`drop constraint ${name(id.path[2] as string)}`)],
  swallowedBy: ({ id }) => [keyOf("domain", id.path.slice(0, 2))],
  foldsInto: ({ id, attributes }) =>
    attributes.validated ? keyOf("domain", id.path.slice(0, 2)) : undefined,
  alter: {
    definition: "replace",
    validated: ({ id, needs, attributes }, _from, scene) =>
      attributes.validated
        ? byWayOfText(holdersIn(needs[0] as string, scene), [
            { ...alter(id.path, validate(id.path)), scans: true },
          ])
        : "replace",
  },
  clears: ({ to }, scene) =>
    to.attributes.validated ? inTheWayOfText(holdersIn(to.needs[0] as string, scene), scene) : [],
});

/** Of a domain that is there already and stays. */
function holdersIn(key: FactKey, scene: Scene): readonly Fact[] {
  const domain = scene.from.get(key);
  return domain && !scene.isNew(key) && !isRemade(key, scene) ? holdersWithin(domain, scene) : [];
}

/** The old domain goes with its checks, the new one is made with them. */
function isRemade(domain: string, { from, to }: Scene): boolean {
  const [before, after] = [from.get(domain), to.get(domain)];
  return (
    before !== undefined &&
    after !== undefined &&
    remade(after.attributes as DomainAttributes, before.attributes as DomainAttributes)
  );
}

function validate([, , constraint]: readonly string[]): Sql {
  return sql`validate constraint ${name(constraint as string)}`;
}

function alter(path: readonly string[], clause: Sql): { readonly op: Sql } {
  return { op: sql`alter domain ${qualified(path)} ${clause}` };
}
