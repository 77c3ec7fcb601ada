// Several permissive policies for the same role and command.
import { named } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const severalPermissivePolicies = rule({
  name: "several-permissive-policies",
  hazards: ["multiple-permissive-policies"],
  gravity: "S4",
  on: ["CreatePolicyStmt"],
  why: "All of them are asked for every row, and any of them lets it through.",
  instead: "write one policy, or make the further ones `as restrictive`",
  bad: `create table notes (id bigint primary key, a int, b int);
alter table notes enable row level security;
create policy p on notes using (a = 1);
create policy q on notes using (b = 1);
`,
  good: `create table notes (id bigint primary key, a int, b int);
alter table notes enable row level security;
create policy p on notes using (a = 1);
create policy q on notes as restrictive using (b = 1);
`,
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("CreatePolicyStmt" in node) || !node.CreatePolicyStmt.permissive) return;
    const { table, cmd_name, roles = [], policy_name } = node.CreatePolicyStmt;
    const own = roles.map((role) => ("RoleSpec" in role ? (role.RoleSpec.rolename ?? "public") : "public"));
    const other = scene
      .relation(named(table))
      ?.policies.find(
        ({ permissive, command, roles: theirs }) =>
          permissive &&
          (command === cmd_name || command === "all" || cmd_name === "all") &&
          theirs.some((role) => own.includes(role) || role === "public" || own.includes("public")),
      );
    if (other)
      report({
        message: `${policy_name} and ${other.name} are both asked for every row`,
        at: table?.location,
      });
  },
});
