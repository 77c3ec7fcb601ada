// An index whose columns another index begins with.
import { named } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const redundantIndex = rule({
  name: "redundant-index",
  hazards: ["duplicate-index"],
  gravity: "S4",
  on: ["IndexStmt"],
  why: "An index on (a) is never better than one on (a, b), and both must be written.",
  instead: "drop the shorter one, or do not make it",
  bad: `create table t (a bigint, b bigint, primary key (a, b));
create index t_a on t (a);
`,
  good: `create table t (a bigint, b bigint, primary key (a, b));
create index t_b on t (b);
`,
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("IndexStmt" in node)) return;
    const { indexParams = [], relation, whereClause, unique, accessMethod } = node.IndexStmt;
    const elements = indexParams.flatMap((param) => ("IndexElem" in param ? [param.IndexElem] : []));
    const columns = elements.map(({ name }) => name ?? "");
    const plain = elements.every(
      ({ name, opclass, ordering }) => name && !opclass && ordering !== "SORTBY_DESC",
    );
    if (!plain || whereClause || unique || (accessMethod ?? "btree") !== "btree") return;
    const covering = scene
      .relation(named(relation))
      ?.indexes.find(
        (index) =>
          index.plain &&
          !index.partial &&
          index.method === "btree" &&
          columns.every((column, at) => index.columns[at] === column),
      );
    if (covering) {
      const other = covering.name
        ? `${covering.name} (${covering.columns.join(", ")})`
        : `the one on (${covering.columns.join(", ")})`;
      report({
        message: `${other} already serves what an index on (${columns.join(", ")}) would`,
        at: relation?.location,
      });
    }
  },
});
