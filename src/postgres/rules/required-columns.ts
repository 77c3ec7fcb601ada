// A new table lacks a column that all tables must have.
import { named, shown, typeText } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const requiredColumns = rule({
  name: "required-columns",
  hazards: ["required-columns"],
  gravity: "S3",
  on: ["CreateStmt"],
  why: "The configuration says so: `lint.requiredColumns`.",
  instead: "add the column",
  bad: "create table t (id bigint primary key);",
  good: "create table t (id bigint primary key, created_at timestamptz not null default now());",
  file(file, { scene, report, options }) {
    const wanted = Object.entries(options.requiredColumns ?? {});
    if (wanted.length === 0) return;
    for (const statement of file.statements) {
      const { node } = statement;
      if (!node || !("CreateStmt" in node) || node.CreateStmt.partbound) continue;
      const name = named(node.CreateStmt.relation);
      const known = scene.relation(name);
      if (!known?.whole || known.temporary) continue;
      const lacks = wanted.flatMap(([column, type]) => {
        const found = known.columns.get(column);
        if (!found) return [column];
        return type === "" || typeText(found.type) === type || found.type.name === type
          ? []
          : [`${column} ${type}`];
      });
      if (lacks.length > 0)
        report({
          message: `${shown(name)} lacks ${lacks.join(", ")}`,
          statement,
          at: node.CreateStmt.relation?.location,
        });
    }
  },
});
