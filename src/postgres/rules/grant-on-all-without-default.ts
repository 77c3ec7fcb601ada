// GRANT ON ALL TABLES without default privileges.

import { rule } from "../lint/sql-rule.ts";
import { names } from "../parse/walk.ts";

export const grantOnAllWithoutDefault = rule({
  name: "grant-on-all-without-default",
  hazards: ["grant-on-all-without-default"],
  gravity: "S3",
  on: ["GrantStmt"],
  why: "ALL TABLES means those that are there now: the next migration's table has no such right.",
  instead: "add `alter default privileges in schema … grant … on tables to …`",
  bad: "grant select on all tables in schema billing to app;",
  good: `grant select on all tables in schema billing to app;
alter default privileges in schema billing grant select on tables to app;
`,
  file(file, { scene, report }) {
    for (const statement of file.statements) {
      const { node } = statement;
      if (
        !node ||
        !("GrantStmt" in node) ||
        !node.GrantStmt.is_grant ||
        node.GrantStmt.targtype !== "ACL_TARGET_ALL_IN_SCHEMA"
      )
        continue;
      const missing = names(node.GrantStmt.objects).filter((schema) => !scene.defaultPrivileges.has(schema));
      if (missing.length > 0)
        report({
          message: `tables that later migrations make in ${missing.join(", ")} do not get this right`,
          statement,
        });
    }
  },
});
