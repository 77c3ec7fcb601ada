// A column that is set, inserted or made twice in one statement.
import { duplicatesIn } from "../lint/duplicates.ts";
import { rule } from "../lint/sql-rule.ts";

export const duplicateAssignment = rule({
  name: "duplicate-assignment",
  hazards: ["duplicate-assignment"],
  gravity: "S1",
  inRollbacks: true,
  on: [
    "UpdateStmt",
    "InsertStmt",
    "MergeStmt",
    "CreateStmt",
    "CreateForeignTableStmt",
    "ViewStmt",
    "SelectStmt",
    "CreateTableAsStmt",
  ],
  why: "PostgreSQL refuses the statement.",
  instead: "name each column once",
  bad: "update users set name = 'a', name = 'b' where id = 1;",
  good: "update users set name = 'a', mail = 'b' where id = 1;",
  statement(statement, { report }) {
    for (const { name, at } of duplicatesIn(statement.node))
      report({ message: `${name} is named twice`, at });
  },
});
