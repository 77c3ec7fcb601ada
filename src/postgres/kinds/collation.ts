// Collations. Nothing of one can be altered but its version, which is the machine's own and not compared.
import type { Fact } from "../../core/fact.ts";
import type { Drafts, Scene } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, flag, kind, printed, qualified, schemaKey, text, userSchemas } from "../kind.ts";
import { join, literal, type Sql, sql } from "../sql.ts";
import { freeName } from "./carry.ts";
import { inTheWay } from "./in-the-way.ts";

export type CollationAttributes = {
  /** `icu`, `libc` or `builtin`. */
  readonly provider: string;
  readonly deterministic: boolean;
  readonly locale: string | null;
  /** LC_COLLATE and LC_CTYPE of a libc collation. */
  readonly collate: string | null;
  readonly ctype: string | null;
  readonly rules: string | null;
};

export const collation = kind<CollationAttributes>({
  name: "collation",
  catalog: CATALOG.pg_collation,
  read: ({ major }) => sql`
    select c.oid, n.nspname as schema, c.collname as name, pg_catalog.pg_get_userbyid(c.collowner) as owner,
      c.collprovider as provider, c.collisdeterministic as deterministic,
      ${major >= 17 ? sql`c.colllocale` : major >= 15 ? sql`c.colliculocale` : sql`case when c.collprovider = 'i' then c.collcollate end`} as locale,
      case when c.collprovider = 'c' then c.collcollate end as collate,
      case when c.collprovider = 'c' then c.collctype end as ctype,
      ${major >= 16 ? sql`c.collicurules` : sql`null`} as rules
    from pg_catalog.pg_collation c join pg_catalog.pg_namespace n on n.oid = c.collnamespace
    where ${userSchemas(sql`n`)}`,
  fact: (row) => {
    const schema = text(row.schema);
    return factOf({ kind: "collation", path: [schema, text(row.name)] }, [schemaKey(schema)], {
      provider: PROVIDERS[text(row.provider)] ?? text(row.provider),
      deterministic: flag(row.deterministic),
      locale: row.locale ?? null,
      collate: row.collate ?? null,
      ctype: row.ctype ?? null,
      rules: row.rules ?? null,
    });
  },
  named,
  create: (fact) => [create(fact)],
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  holdsData: true,
  alter: {
    provider: remake,
    deterministic: remake,
    locale: remake,
    collate: remake,
    ctype: remake,
    rules: remake,
  },
  disturbs: ({ from }, dependent) => inTheWay(from.key, dependent),
});

const PROVIDERS: Readonly<Record<string, string>> = { i: "icu", c: "libc", b: "builtin" };

function named(path: readonly string[]): Sql {
  return sql`collation ${qualified(path)}`;
}

function create({ id, attributes }: Fact<CollationAttributes>): { readonly op: Sql } {
  const { provider, deterministic, locale, collate, ctype, rules } = attributes;
  const clauses = [
    sql`provider = ${printed(provider)}`,
    ...(deterministic ? [] : [sql`deterministic = false`]),
    ...(locale === null ? [] : [sql`locale = ${literal(locale)}`]),
    ...(collate !== null && collate === ctype ? [sql`locale = ${literal(collate)}`] : []),
    ...(collate !== null && collate !== ctype
      ? [sql`lc_collate = ${literal(collate)}`, sql`lc_ctype = ${literal(ctype)}`]
      : []),
    ...(rules === null ? [] : [sql`rules = ${literal(rules)}`]),
  ];
  return { op: sql`create ${named(id.path)} (${join(clauses)})` };
}

/** The old one is renamed aside and goes when every column has the new one. */
function remake(to: Fact<CollationAttributes>, from: Fact<CollationAttributes>, scene: Scene): Drafts<Sql> {
  const aside = name(freeName(from, scene));
  const columns = scene
    .dependents(from.key)
    .filter(({ id, key, attributes }) => id.kind === "column" && !scene.isGone(key) && !attributes.inherited);
  return [
    { op: sql`alter ${named(to.id.path)} rename to ${aside}` },
    create(to),
    ...columns.map(({ id: { path }, attributes: { type } }) => ({
      op: sql`alter table ${qualified(path)} alter column ${name(path[2] as string)} type ${printed(String(type))} collate ${qualified(to.id.path)}`,
      lock: "ACCESS EXCLUSIVE",
    })),
    { op: sql`drop collation ${name(to.id.path[0] as string)}.${aside}` },
  ];
}
