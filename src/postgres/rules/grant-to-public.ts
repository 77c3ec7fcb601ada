// Rights for everybody.
import { rule } from "../lint/sql-rule.ts";

export const grantToPublic = rule({
  name: "grant-to-public",
  hazards: ["grant-widening"],
  gravity: "S3",
  on: ["GrantStmt"],
  why: "PUBLIC is every role there is and ever will be.",
  instead: "grant to the roles that need it",
  bad: "grant select on users to public;",
  good: "grant select on users to app;",
  statement(statement, { report }) {
    const { node } = statement;
    if (!node || !("GrantStmt" in node) || !node.GrantStmt.is_grant) return;
    const everybody = (node.GrantStmt.grantees ?? []).find(
      (role) => "RoleSpec" in role && role.RoleSpec.roletype === "ROLESPEC_PUBLIC",
    );
    if (everybody)
      report({
        message: "every role gets this right",
        at: "RoleSpec" in everybody ? everybody.RoleSpec.location : undefined,
      });
    else if ((node.GrantStmt.privileges ?? []).length === 0)
      report({
        message: "all rights are more than an application needs",
        gravity: "S4",
        hint: "name the rights: select, insert, update, delete",
      });
  },
});
