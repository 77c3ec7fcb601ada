// A tenant's table without row level security that also holds for its owner.

import { rule } from "../lint/sql-rule.ts";
import { tenantTables } from "../lint/tenancy.ts";

export const tenantRowSecurity = rule({
  name: "tenant-row-security",
  hazards: ["tenant-row-security"],
  gravity: "S2",
  on: ["CreateStmt"],
  why: "Without ENABLE no policy counts; without FORCE the owner, as which most applications connect, sees all rows.",
  instead: "alter table … enable row level security, force row level security",
  bad: "create table notes (id bigint primary key, tenant_id uuid not null);",
  good: `create table notes (id bigint primary key, tenant_id uuid not null);
alter table notes enable row level security, force row level security;
create policy tenant_isolation on notes using (tenant_id::text = current_setting('app.tenant', true));
`,
  file(file, { scene, report, options }) {
    const { tenancy } = options;
    if (!tenancy) return;
    for (const { statement, relation, at } of tenantTables(file, scene, tenancy)) {
      if (!relation.columns.has(tenancy.column)) continue;
      if (!relation.rowSecurity)
        report({
          message: `every tenant sees all rows of ${relation.name}: row level security is not enabled`,
          statement,
          at,
        });
      else if (!relation.forced)
        report({
          message: `its owner sees all rows of ${relation.name}: row level security is not forced`,
          statement,
          at,
        });
    }
  },
});
