// Row level security without a policy.
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const rowSecurityWithoutPolicy = rule({
  name: "row-security-without-policy",
  hazards: ["rls-without-policy"],
  gravity: "S3",
  on: ["AT_EnableRowSecurity"],
  why: "Without a policy nobody but the owner sees any row.",
  instead: "create a policy in the same migration",
  bad: "alter table notes enable row level security;",
  good: `alter table notes enable row level security;
create policy own on notes using (owner = current_user);
`,
  file(file, { scene, report }) {
    for (const statement of file.statements) {
      for (const { subtype, relation } of statement.commands) {
        const known = scene.relation(relation);
        if (subtype !== "AT_EnableRowSecurity" || (known?.policies.length ?? 0) > 0) continue;
        report({ message: `nobody but its owner sees a row of ${shown(relation)}`, statement });
      }
    }
  },
});
