// A tenant's table without a policy that keeps tenants apart.
import { columnsIn, textsIn } from "../lint/expressions.ts";
import { rule } from "../lint/sql-rule.ts";
import { tenantTables } from "../lint/tenancy.ts";

export const tenantPolicy = rule({
  name: "tenant-policy",
  hazards: ["tenant-policy"],
  gravity: "S2",
  on: ["CreateStmt"],
  why: "A policy must compare the tenant's column for what is read and for what is written; one that is missing for writing lets rows in for another tenant.",
  instead: "create policy tenant_isolation on … using (tenant_id::text = current_setting('…', true))",
  bad: `create table notes (id bigint primary key, tenant_id uuid not null);
alter table notes enable row level security, force row level security;
create policy all_rows on notes using (true);
`,
  good: `create table notes (id bigint primary key, tenant_id uuid not null);
alter table notes enable row level security, force row level security;
create policy tenant_isolation on notes using (tenant_id::text = current_setting('app.tenant', true));
`,
  file(file, { scene, report, options }) {
    const { tenancy } = options;
    if (!tenancy) return;
    const isolates = (expression: unknown): boolean =>
      columnsIn(expression).includes(tenancy.column) &&
      (tenancy.setting === undefined || textsIn(expression).includes(tenancy.setting));
    for (const { statement, relation, at } of tenantTables(file, scene, tenancy)) {
      if (!relation.columns.has(tenancy.column) || !relation.rowSecurity) continue;
      const reads = relation.policies.some(({ using }) => using !== undefined && isolates(using));
      const open = relation.policies.find(
        (policy) =>
          policy.permissive &&
          [policy.using, policy.check].some(
            (expression) => expression !== undefined && !isolates(expression),
          ),
      );
      const writes = relation.policies.some(
        ({ command, using, check }) =>
          (command === "all" || command === "insert") && isolates(check ?? using),
      );
      if (open)
        report({
          message: `policy ${open.name} of ${relation.name} lets rows of other tenants through`,
          statement,
          at,
        });
      else if (!reads)
        report({ message: `no policy of ${relation.name} compares ${tenancy.column}`, statement, at });
      else if (!writes)
        report({
          message: `no policy of ${relation.name} looks at ${tenancy.column} of rows that are written`,
          statement,
          at,
        });
    }
  },
});
