// What texts make, told by their parse trees: things of their own, not changes of other things.
import type { SchemaText } from "../core/schema-database.ts";
import type { PathStart } from "../core/without.ts";
import { readDesired } from "./desired-statements.ts";
import { madeBy } from "./parse/made-by.ts";

/** They belong to what they change, or to nobody. */
const NOT_OWN = new Set([
  "AlterTableStmt",
  "AlterSeqStmt",
  "IndexStmt",
  "CreateSchemaStmt",
  "CreateExtensionStmt",
]);

/** Beginnings of the paths of what is made. Throws SQL_SYNTAX. */
export async function pathsMade(texts: readonly SchemaText[]): Promise<readonly PathStart[]> {
  if (texts.length === 0) return [];
  const { statements } = await readDesired(texts);
  return statements.flatMap(({ statement }) => {
    const parsed = statement.parse();
    if (!("node" in parsed) || NOT_OWN.has(parsed.nodeName)) return [];
    const made = madeBy(parsed.node);
    return made ? [made] : [];
  });
}
