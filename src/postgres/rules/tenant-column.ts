// A new table without the tenant's column.

import { rule } from "../lint/sql-rule.ts";
import { tenantTables } from "../lint/tenancy.ts";

export const tenantColumn = rule({
  name: "tenant-column",
  hazards: ["tenant-column"],
  gravity: "S3",
  on: ["CreateStmt"],
  why: "Rows that belong to no tenant cannot be kept from the others. The configuration names the column: `tenancy`.",
  instead: "add the column, NOT NULL, or name the table in `tenancy.exempt` with the reason",
  bad: "create table notes (id bigint primary key);",
  good: `create table notes (id bigint primary key, tenant_id uuid not null);
alter table notes enable row level security, force row level security;
create policy tenant_isolation on notes using (tenant_id::text = current_setting('app.tenant', true));
`,
  file(file, { scene, report, options }) {
    const { tenancy } = options;
    if (!tenancy) return;
    for (const { statement, relation, at } of tenantTables(file, scene, tenancy)) {
      const column = relation.columns.get(tenancy.column);
      if (!column) report({ message: `${relation.name} has no ${tenancy.column}`, statement, at });
      else if (!column.notNull)
        report({
          message: `${tenancy.column} of ${relation.name} may be NULL: such a row belongs to nobody`,
          statement,
          at,
        });
    }
  },
});
