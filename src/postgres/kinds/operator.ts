// Operators. A commutator or negator that is not there yet is named all the same: PostgreSQL fills it in later.
import type { Fact } from "../../core/fact.ts";
import type { Drafts, Scene } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, flag, kind, printed, schemaKey, text, userSchemas } from "../kind.ts";
import { join, type Sql, sql } from "../sql.ts";

/** Path: schema, name, left and right type; a side that is not there is `none`. */
export type OperatorAttributes = {
  readonly function: string;
  readonly commutator: string | null;
  readonly negator: string | null;
  readonly restrict: string | null;
  readonly join: string | null;
  readonly hashes: boolean;
  readonly merges: boolean;
};

export const operator = kind<OperatorAttributes>({
  name: "operator",
  catalog: CATALOG.pg_operator,
  read: () => sql`
    select o.oid, n.nspname as schema, o.oprname as name, pg_catalog.pg_get_userbyid(o.oprowner) as owner,
      case when o.oprleft <> 0 then pg_catalog.format_type(o.oprleft, null) else 'none' end as left,
      case when o.oprright <> 0 then pg_catalog.format_type(o.oprright, null) else 'none' end as right,
      o.oprcode::text as function, ${related(sql`o.oprcom`)} as commutator, ${related(sql`o.oprnegate`)} as negator,
      case when o.oprrest <> 0 then o.oprrest::text end as restrict,
      case when o.oprjoin <> 0 then o.oprjoin::text end as join,
      o.oprcanhash as hashes, o.oprcanmerge as merges
    from pg_catalog.pg_operator o join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
    where o.oprcode <> 0 and ${userSchemas(sql`n`)}`,
  fact: (row) => {
    const schema = text(row.schema);
    const path = [schema, text(row.name), text(row.left), text(row.right)];
    return factOf({ kind: "operator", path }, [schemaKey(schema)], {
      function: text(row.function),
      commutator: row.commutator ?? null,
      negator: row.negator ?? null,
      restrict: row.restrict ?? null,
      join: row.join ?? null,
      hashes: flag(row.hashes),
      merges: flag(row.merges),
    });
  },
  named,
  create: ({ id: { path }, attributes }) => {
    const [schema = "", symbol = "", left = "", right = ""] = path;
    const clauses = [
      sql`function = ${printed(attributes.function)}`,
      ...(left === "none" ? [] : [sql`leftarg = ${printed(left)}`]),
      ...(right === "none" ? [] : [sql`rightarg = ${printed(right)}`]),
      ...(attributes.commutator ? [sql`commutator = ${printed(attributes.commutator)}`] : []),
      ...(attributes.negator ? [sql`negator = ${printed(attributes.negator)}`] : []),
      ...(attributes.restrict ? [sql`restrict = ${printed(attributes.restrict)}`] : []),
      ...(attributes.join ? [sql`join = ${printed(attributes.join)}`] : []),
      ...(attributes.hashes ? [sql`hashes`] : []),
      ...(attributes.merges ? [sql`merges`] : []),
    ];
    return [{ op: sql`create operator ${name(schema)}.${printed(symbol)} (${join(clauses)})` }];
  },
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  alter: {
    function: "replace",
    commutator: addFrom17("commutator"),
    negator: addFrom17("negator"),
    restrict: ({ id, attributes }) => [set(id.path, "restrict", attributes.restrict)],
    join: ({ id, attributes }) => [set(id.path, "join", attributes.join)],
    hashes: addFrom17("hashes"),
    merges: addFrom17("merges"),
  },
});

function named([schema, symbol, left, right]: readonly string[]): Sql {
  return sql`operator ${name(schema as string)}.${printed(symbol as string)} (${printed(left as string)}, ${printed(right as string)})`;
}

function set(path: readonly string[], option: string, value: string | null): { readonly op: Sql } {
  return { op: sql`alter ${named(path)} set (${printed(option)} = ${printed(value ?? "none")})` };
}

/** From 17 on these can be added, but never taken away. */
function addFrom17(option: "commutator" | "negator" | "hashes" | "merges") {
  return (
    to: Fact<OperatorAttributes>,
    from: Fact<OperatorAttributes>,
    { major }: Scene,
  ): Drafts<Sql> | "replace" => {
    const value = to.attributes[option];
    if (major < 17 || from.attributes[option] || !value) return "replace";
    return [set(to.id.path, option, value === true ? "true" : value)];
  };
}

function related(oid: Sql): Sql {
  return sql`(select 'operator(' || pg_catalog.quote_ident(m.nspname) || '.' || r.oprname || ')'
    from pg_catalog.pg_operator r join pg_catalog.pg_namespace m on m.oid = r.oprnamespace where r.oid = ${oid})`;
}
