// What a build or a validation that was never finished has left behind.
import { keyOf } from "../../core/fact.ts";
import type { Finding } from "../../core/finding.ts";
import { sql } from "../sql.ts";
import { changed, type TargetQuestion, told } from "./question.ts";

export const invalid: TargetQuestion = {
  about: "which indexes and constraints are not valid",
  sql: () => sql`
    select 'index' as kind, n.nspname as schema, c.relname as name, t.relname as table
    from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
    join pg_catalog.pg_class t on t.oid = i.indrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where not i.indisvalid and c.relkind = 'i' and n.nspname !~ '^pg_'
    union all
    select 'constraint', n.nspname, o.conname, t.relname
    from pg_catalog.pg_constraint o join pg_catalog.pg_class t on t.oid = o.conrelid
    join pg_catalog.pg_namespace n on n.oid = o.connamespace
    where not o.convalidated and pg_catalog.to_jsonb(o) ->> 'conenforced' is distinct from 'false'
      and o.conparentid = 0 and n.nspname !~ '^pg_' order by 1, 2, 3`,
  found(rows, demand) {
    const known = changed(demand);
    return told(
      rows.flatMap(({ kind = "", schema, table, name }): Finding[] => {
        const path = kind === "index" ? [schema ?? "", name ?? ""] : [schema ?? "", table ?? "", name ?? ""];
        if (known.has(keyOf(kind ?? "", path))) return [];
        const message =
          kind === "index"
            ? `index ${schema}.${name} on ${table} is not valid: it is kept up to date and never read; drop it concurrently, or reindex it`
            : `constraint ${name} of ${schema}.${table} is not validated: older rows may be against it`;
        return [{ rule: "not-valid", severity: "note", message }];
      }),
    );
  },
};
