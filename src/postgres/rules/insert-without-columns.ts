// INSERT that does not name its columns.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const insertWithoutColumns = rule({
  name: "insert-without-columns",
  hazards: ["insert-without-columns"],
  gravity: "S4",
  on: ["InsertStmt"],
  why: "It fails, or puts values into other columns, when the table gets another column before it runs.",
  instead: "name the columns",
  bad: "insert into users values (1, 'a');",
  good: "insert into users (id, name) values (1, 'a');",
  statement(statement, { report }) {
    const { node } = statement;
    if (!node || !("InsertStmt" in node) || node.InsertStmt.cols || !node.InsertStmt.selectStmt) return;
    report({
      message: `which columns of ${shown(named(node.InsertStmt.relation))} are meant depends on their order`,
      at: node.InsertStmt.relation?.location,
    });
  },
});
