// A table moves to another schema.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const setSchema = rule({
  name: "set-schema",
  hazards: ["set-schema", "backward-incompatible"],
  gravity: "S2",
  on: ["AlterObjectSchemaStmt"],
  why: "Queries that name the old schema, or find it by search_path, fail.",
  instead: "in the same transaction, create a view in the old schema",
  bad: "alter table users set schema archive;",
  good: "create table archive.users (id bigint primary key);",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("AlterObjectSchemaStmt" in node)) return;
    const { relation, newschema, objectType } = node.AlterObjectSchemaStmt;
    if (!relation || objectType === "OBJECT_SEQUENCE" || scene.isNew(named(relation))) return;
    report({
      message: `whoever still asks for ${shown(named(relation))} fails (now in ${newschema})`,
      at: relation.location,
    });
  },
});
