// A domain with a constraint.
import { namedBy, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const domainConstraint = rule({
  name: "domain-constraint",
  hazards: ["domain-constraint"],
  gravity: "S3",
  sized: true,
  observedAs: [],
  on: ["CreateDomainStmt", "AlterDomainStmt"],
  why: "A domain's constraint cannot be changed without reading every table that uses the domain, all of them locked.",
  instead: "put the CHECK on the column",
  bad: "create domain positive as numeric check (value > 0);",
  good: "create domain amount as numeric;",
  statement(statement, { report }) {
    const { node } = statement;
    if (!node) return;
    if ("CreateDomainStmt" in node && (node.CreateDomainStmt.constraints ?? []).length > 0) {
      report({
        message: `what ${shown(namedBy(node.CreateDomainStmt.domainname))} demands cannot be changed without reading every table that uses it`,
      });
    }
    if ("AlterDomainStmt" in node && node.AlterDomainStmt.subtype === "C") {
      report({
        message: `every table that uses ${shown(namedBy(node.AlterDomainStmt.typeName))} is read, writes to it stopped`,
      });
    }
  },
});
