// An extension in schema public.

import { rule } from "../lint/sql-rule.ts";
import { constantOf, findOption } from "../parse/options.ts";

export const extensionInPublic = rule({
  name: "extension-in-public",
  hazards: ["extension-in-public"],
  gravity: "S4",
  on: ["CreateExtensionStmt"],
  why: "Its functions and types mix with those of the application, and are open to everybody who may use the schema.",
  instead: "create extension … schema extensions",
  bad: "create extension pg_trgm;",
  good: "create extension pg_trgm schema extensions;",
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("CreateExtensionStmt" in node)) return;
    const schema = constantOf(findOption(node.CreateExtensionStmt.options, "schema")?.arg) ?? scene.schema;
    if (schema === "public")
      report({ message: `${node.CreateExtensionStmt.extname} puts its things into public` });
  },
});
