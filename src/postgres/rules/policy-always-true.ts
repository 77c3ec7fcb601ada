// A policy that lets everything through.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";
import { constantOf } from "../parse/options.ts";

export const policyAlwaysTrue = rule({
  name: "policy-always-true",
  hazards: ["policy-always-true"],
  gravity: "S3",
  on: ["CreatePolicyStmt"],
  why: "Permissive policies are joined by OR: one that is true makes all others worthless.",
  instead: "name what may be seen; for a role that may see all, use `bypassrls`",
  bad: "create policy all_rows on notes using (true);",
  good: "create policy own on notes using (owner = current_user);",
  statement(statement, { report }) {
    const { node } = statement;
    if (!node || !("CreatePolicyStmt" in node)) return;
    const { qual, with_check, permissive, cmd_name, policy_name, table } = node.CreatePolicyStmt;
    const open = constantOf(with_check) === true || (constantOf(qual) === true && cmd_name !== "select");
    if (permissive && open)
      report({ message: `${policy_name} lets everybody write every row of ${shown(named(table))}` });
    else if (permissive && constantOf(qual) === true)
      report({ message: `${policy_name} shows every row of ${shown(named(table))}`, gravity: "S4" });
  },
});
