// A password in a migration.

import { rule } from "../lint/sql-rule.ts";
import { accountOptions, constantOf, findOption } from "../parse/options.ts";

export const passwordInFile = rule({
  name: "password-in-file",
  hazards: ["password-in-file"],
  gravity: "S2",
  inRollbacks: true,
  on: ["CreateRoleStmt", "AlterRoleStmt", "CreateUserMappingStmt", "CreateSubscriptionStmt"],
  why: "It is kept in the repository, and the server may write it to its log.",
  instead: "set it outside of migrations, or use a placeholder from the environment",
  bad: "create role app login password 'secret';",
  good: "create role app login;",
  statement(statement, { report }) {
    const { node } = statement;
    const found = findOption(accountOptions(node), "password");
    const inText =
      node &&
      "CreateSubscriptionStmt" in node &&
      /password\s*=/i.test(node.CreateSubscriptionStmt.conninfo ?? "");
    // What a placeholder filled in is not in the file.
    const written = statement.sql.verbatim && typeof constantOf(found?.arg) === "string";
    if (written || (inText && statement.sql.verbatim))
      report({ message: "a password stands in the file", at: found?.location });
  },
});
