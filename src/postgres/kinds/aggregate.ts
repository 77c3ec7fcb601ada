// Aggregates: plain, ordered-set and hypothetical-set, with their moving and parallel forms.
import type { Fact } from "../../core/fact.ts";
import { CATALOG } from "../catalogs.ts";
import { factOf, flag, kind, printed, qualified, schemaKey, text, userSchemas } from "../kind.ts";
import { notPart } from "../not-part.ts";
import type { Row } from "../session.ts";
import { join, literal, type Sql, sql } from "../sql.ts";
import { argumentTypes, routineName } from "./routine.ts";

export type AggregateAttributes = {
  /** As CREATE AGGREGATE says them, with names and modes. */
  readonly arguments: string;
  /** `normal`, `ordered` or `hypothetical`. */
  readonly form: string;
  readonly result: string;
  /** `sfunc = …`: all that is written between the parentheses. */
  readonly clauses: readonly string[];
};

export const aggregate = kind<AggregateAttributes>({
  name: "aggregate",
  catalog: CATALOG.pg_proc,
  acl: { owner: "X", everybody: "X" },
  read: () => sql`
    select p.oid, n.nspname as schema, p.proname as name, pg_catalog.pg_get_userbyid(p.proowner) as owner,
      pg_catalog.to_json(p.proacl::text[]) as acl, ${argumentTypes},
      pg_catalog.pg_get_function_identity_arguments(p.oid) as arguments, pg_catalog.pg_get_function_result(p.oid) as result,
      g.aggkind as form, g.aggtransfn::text as sfunc, pg_catalog.format_type(g.aggtranstype, null) as stype,
      g.aggtransspace as sspace, ${optional("aggfinalfn")} as finalfunc, g.aggfinalextra as finalfunc_extra,
      g.aggfinalmodify as finalfunc_modify, ${optional("aggcombinefn")} as combinefunc,
      ${optional("aggserialfn")} as serialfunc, ${optional("aggdeserialfn")} as deserialfunc, g.agginitval as initcond,
      ${optional("aggmtransfn")} as msfunc, ${optional("aggminvtransfn")} as minvfunc,
      case when g.aggmtranstype <> 0 then pg_catalog.format_type(g.aggmtranstype, null) end as mstype,
      g.aggmtransspace as msspace, ${optional("aggmfinalfn")} as mfinalfunc, g.aggmfinalextra as mfinalfunc_extra,
      g.aggmfinalmodify as mfinalfunc_modify, g.aggminitval as minitcond,
      (select 'operator(' || pg_catalog.quote_ident(s.nspname) || '.' || o.oprname || ')'
        from pg_catalog.pg_operator o join pg_catalog.pg_namespace s on s.oid = o.oprnamespace
        where o.oid = g.aggsortop) as sortop,
      p.proparallel as parallel
    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    join pg_catalog.pg_aggregate g on g.aggfnoid = p.oid
    where ${userSchemas(sql`n`)} and ${notPart(sql`pg_proc`, sql`p.oid`)}`,
  fact: (row) => {
    const schema = text(row.schema);
    const path = [schema, text(row.name), text(row.types)];
    return factOf({ kind: "aggregate", path }, [schemaKey(schema)], {
      arguments: text(row.arguments),
      form: row.form ?? "n",
      result: text(row.result),
      clauses: clausesOf(row),
    });
  },
  named,
  create: (fact) => [{ op: create(fact, sql`create aggregate`) }],
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  alter: {
    arguments: "replace",
    form: "replace",
    result: "replace",
    clauses: (fact) => [{ op: create(fact, sql`create or replace aggregate`) }],
  },
  occupies: routineName,
});

const MODIFIES: Readonly<Record<string, string>> = { r: "read_only", s: "shareable", w: "read_write" };
const PARALLEL: Readonly<Record<string, string>> = { s: "safe", r: "restricted" };

/** What is written between the parentheses, each as it is said there. */
function clausesOf(row: Row): readonly string[] {
  const bare = (one: string): string[] => (row[one] ? [`${one} = ${row[one]}`] : []);
  const quoted = (one: string): string[] =>
    typeof row[one] === "string" ? [`${one} = ${literal(row[one]).text}`] : [];
  const size = (one: string): string[] => (row[one] === "0" ? [] : bare(one));
  const final = (one: string): string[] => [
    ...bare(one),
    ...(flag(row[`${one}_extra`]) ? [`${one}_extra`] : []),
    ...(row[one] && row[`${one}_modify`] !== (row.form === "n" ? "r" : "w")
      ? [`${one}_modify = ${MODIFIES[row[`${one}_modify`] ?? ""]}`]
      : []),
  ];
  return [
    ...[...bare("sfunc"), ...bare("stype"), ...size("sspace"), ...final("finalfunc")],
    ...[...bare("combinefunc"), ...bare("serialfunc"), ...bare("deserialfunc"), ...quoted("initcond")],
    ...[
      ...bare("msfunc"),
      ...bare("minvfunc"),
      ...bare("mstype"),
      ...size("msspace"),
      ...final("mfinalfunc"),
    ],
    ...[...quoted("minitcond"), ...bare("sortop")],
    ...(row.parallel === "u" ? [] : [`parallel = ${PARALLEL[row.parallel ?? ""]}`]),
    ...(row.form === "h" ? ["hypothetical"] : []),
  ];
}

/** The name of a function, if there is one. */
function optional(column: string): Sql {
  const value = printed(`g.${column}`);
  return sql`case when ${value} <> 0 then ${value}::text end`;
}

function named(path: readonly string[]): Sql {
  return sql`aggregate ${qualified(path)}(${printed(path[2] || "*")})`;
}

function create({ id, attributes }: Fact<AggregateAttributes>, verb: Sql): Sql {
  const body = sql`(\n  ${join(attributes.clauses.map(printed), sql`,\n  `)}\n)`;
  return sql`${verb} ${qualified(id.path)}(${printed(attributes.arguments || "*")}) ${body}`;
}
