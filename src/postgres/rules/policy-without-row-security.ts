// A policy on a table without row level security.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const policyWithoutRowSecurity = rule({
  name: "policy-without-row-security",
  hazards: ["policy-without-rls"],
  gravity: "S2",
  on: ["CreatePolicyStmt"],
  why: "Until row level security is enabled the policy does nothing, and every row is seen.",
  instead: "alter table … enable row level security",
  bad: `create table notes (id bigint primary key, owner name);
create policy own on notes using (owner = current_user);
`,
  good: `create table notes (id bigint primary key, owner name);
alter table notes enable row level security;
create policy own on notes using (owner = current_user);
`,
  file(file, { scene, report }) {
    for (const statement of file.statements) {
      const { node } = statement;
      if (!node || !("CreatePolicyStmt" in node)) continue;
      const name = named(node.CreatePolicyStmt.table);
      const known = scene.relation(name);
      if (known?.whole && !known.rowSecurity)
        report({
          message: `the policy does nothing: row level security of ${shown(name)} is off`,
          statement,
          at: node.CreatePolicyStmt.table?.location,
        });
    }
  },
});
