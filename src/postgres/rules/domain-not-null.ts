// ALTER DOMAIN … SET NOT NULL.
import { namedBy, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const domainNotNull = rule({
  name: "domain-not-null",
  hazards: ["domain-not-null"],
  gravity: "S3",
  on: ["AlterDomainStmt"],
  why: "Every table that uses the domain is read, all of them locked; and a NOT NULL domain may still be NULL after an outer join.",
  instead: "set the columns NOT NULL",
  bad: "alter domain amount set not null;",
  good: "alter domain amount set default 0;",
  statement(statement, { report }) {
    const { node } = statement;
    if (node && "AlterDomainStmt" in node && node.AlterDomainStmt.subtype === "O")
      report({ message: `every table that uses ${shown(namedBy(node.AlterDomainStmt.typeName))} is read` });
  },
});
