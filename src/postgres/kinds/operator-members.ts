// Operators and functions of operator classes and families, as CREATE OPERATOR CLASS says them.
import { type Sql, sql } from "../sql.ts";

/**
 * A JSON array of what depends on this class or family: `operator 1 public.<(a, b)`, `function 1 (a, b) public.f(a, b)`.
 * What depends on the class is the class's, what depends on the family alone was added to it later.
 */
export function members(catalog: Sql, oid: Sql): Sql {
  const owned = (part: Sql) => sql`select d.objid from pg_catalog.pg_depend d
    where d.refclassid = 'pg_catalog.${catalog}'::pg_catalog.regclass and d.refobjid = ${oid} and d.deptype in ('i', 'a')
      and d.classid = 'pg_catalog.${part}'::pg_catalog.regclass`;
  return sql`(select pg_catalog.to_json(pg_catalog.array_agg(m.clause order by m.clause)) from (
    select 'operator ' || a.amopstrategy || ' ' || pg_catalog.quote_ident(n.nspname) || '.' || x.oprname || '('
      || pg_catalog.format_type(a.amoplefttype, null) || ', ' || pg_catalog.format_type(a.amoprighttype, null) || ')'
      || case when a.amopsortfamily <> 0 then ' for order by ' || (
        select pg_catalog.quote_ident(s.nspname) || '.' || pg_catalog.quote_ident(y.opfname)
        from pg_catalog.pg_opfamily y join pg_catalog.pg_namespace s on s.oid = y.opfnamespace
        where y.oid = a.amopsortfamily) else '' end as clause
    from pg_catalog.pg_amop a
    join pg_catalog.pg_operator x on x.oid = a.amopopr
    join pg_catalog.pg_namespace n on n.oid = x.oprnamespace
    where a.oid in (${owned(sql`pg_amop`)})
    union all
    select 'function ' || p.amprocnum || ' (' || pg_catalog.format_type(p.amproclefttype, null) || ', '
      || pg_catalog.format_type(p.amprocrighttype, null) || ') ' || p.amproc::pg_catalog.regprocedure::text
    from pg_catalog.pg_amproc p where p.oid in (${owned(sql`pg_amproc`)})
  ) m)`;
}
