// A role that may do anything.

import { rule } from "../lint/sql-rule.ts";
import { accountOptions, findOption, isOn } from "../parse/options.ts";

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
    const given = accountOptions(statement.node);
    for (const right of ["superuser", "bypassrls"]) {
      if (isOn(given, right, false))
        report({
          message: `${right.toUpperCase()} passes every check`,
          at: findOption(given, right)?.location,
        });
    }
  },
});
