// A policy, view, UPDATE or DELETE that filters by columns which no index begins with.
import type { Node, RangeVar } from "libpg-query";
import { columnsIn } from "../lint/expressions.ts";
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const filteredColumnWithoutIndex = rule({
  name: "filtered-column-without-index",
  hazards: ["filtered-column-without-index"],
  gravity: "S4",
  on: ["CreatePolicyStmt", "ViewStmt", "UpdateStmt", "DeleteStmt"],
  why: "Without an index that begins with one of the columns, the whole table is read each time; a policy filters every query.",
  instead: "make an index that begins with the column, or with the one that narrows most",
  bad: `create table notes (id bigint primary key, tenant_id uuid not null);
alter table notes enable row level security;
create policy own on notes using (tenant_id::text = (select current_setting('app.tenant', true)));
`,
  good: `create table notes (id bigint primary key, tenant_id uuid not null);
create index notes_tenant on notes (tenant_id);
alter table notes enable row level security;
create policy own on notes using (tenant_id::text = (select current_setting('app.tenant', true)));
`,
  file(file, { scene, report }) {
    for (const statement of file.statements) {
      const filter = statement.node && filterOf(statement.node);
      const known = filter?.relation && scene.relation(named(filter.relation));
      // Of a table that was there before, the indexes are not known.
      if (!filter || !known?.whole || known.temporary) continue;
      const columns = [...new Set(columnsIn(filter.where))].filter((column) => known.columns.has(column));
      if (columns.length === 0 || known.indexes.some((index) => columns.includes(index.columns[0] ?? "")))
        continue;
      report({
        message: `no index of ${shown(known)} begins with ${columns.join(" or ")}`,
        statement,
        at: filter.relation?.location,
      });
    }
  },
});

interface Filter {
  readonly relation: RangeVar | undefined;
  readonly where: Node | undefined;
}

/** Of a view only where it reads one table: in a join nobody knows whose column is meant. */
function filterOf(node: Node): Filter | undefined {
  if ("CreatePolicyStmt" in node)
    return { relation: node.CreatePolicyStmt.table, where: node.CreatePolicyStmt.qual };
  if ("UpdateStmt" in node) return { relation: node.UpdateStmt.relation, where: node.UpdateStmt.whereClause };
  if ("DeleteStmt" in node) return { relation: node.DeleteStmt.relation, where: node.DeleteStmt.whereClause };
  if (!("ViewStmt" in node)) return undefined;
  const { query } = node.ViewStmt;
  if (!query || !("SelectStmt" in query)) return undefined;
  const [from, ...others] = query.SelectStmt.fromClause ?? [];
  const single = from && "RangeVar" in from && others.length === 0;
  return single ? { relation: from.RangeVar, where: query.SelectStmt.whereClause } : undefined;
}
