// A unique index on columns that have rows already.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const uniqueIndexMayFail = rule({
  name: "unique-index-may-fail",
  hazards: ["unique-on-existing-rows", "backward-incompatible"],
  gravity: "S3",
  on: ["IndexStmt"],
  why: "One pair of equal rows makes the build fail, and CONCURRENTLY then leaves an invalid index behind.",
  instead: "look for duplicates first: `select columns from table group by columns having count(*) > 1`",
  bad: "create unique index concurrently users_mail on users (mail);",
  good: "create index concurrently users_mail on users (mail);",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("IndexStmt" in node) || !node.IndexStmt.unique) return;
    const table = named(node.IndexStmt.relation);
    if (!scene.isNew(table))
      report({ message: `the build fails if two rows of ${shown(table)} are equal here`, gravity: "S4" });
  },
});
