// A role that may do anything.

import { rule } from "../lint/sql-rule.ts";
import { findOption, isOn } from "../parse/options.ts";

export const superuserRole = rule({
  name: "superuser-role",
  hazards: ["superuser-role"],
  gravity: "S2",
  on: ["CreateRoleStmt", "AlterRoleStmt"],
  why: "A superuser passes every check, reads files of the server, and ignores policies; BYPASSRLS ignores policies, too.",
  instead: "grant what is needed",
  bad: "create role admin superuser;",
  good: "create role app login;",
  statement(statement, { report }) {
    const { node } = statement;
    const given =
      node &&
      ("CreateRoleStmt" in node
        ? node.CreateRoleStmt.options
        : "AlterRoleStmt" in node
          ? node.AlterRoleStmt.options
          : undefined);
    for (const right of ["superuser", "bypassrls"]) {
      if (isOn(given ?? undefined, right, false))
        report({
          message: `${right.toUpperCase()} passes every check`,
          at: findOption(given ?? undefined, right)?.location,
        });
    }
  },
});
