// Whose table is it? A history table of another tool is recognised by its columns and never altered.
import { GodwitError } from "../core/errors.ts";
import type { Tables } from "./history.ts";
import type { SqlSession } from "./session.ts";
import { literal, sql } from "./sql.ts";

const OURS = ["fingerprint", "steps_hash", "run_id", "success"];

const TOOLS: readonly { readonly tool: string; readonly columns: readonly string[] }[] = [
  { tool: "golang-migrate", columns: ["version", "dirty"] },
  { tool: "dbmate, Rails or another tool that keeps versions only", columns: ["version"] },
  { tool: "Ecto", columns: ["version", "inserted_at"] },
  { tool: "a hand-kept tracker", columns: ["version", "applied_at", "applied_by", "description"] },
];

/** Answers whether the history table exists and is ours; throws FOREIGN_TABLE when it is another tool's. */
export async function ownsHistory(session: SqlSession, tables: Tables): Promise<boolean> {
  const [answer] = await session.run(sql`select attname as name from pg_catalog.pg_attribute
where attrelid = pg_catalog.to_regclass(${literal(tables.history.text)}) and attnum > 0 and not attisdropped order by attnum`);
  const columns = (answer?.rows ?? []).map((row) => row.name ?? "");
  if (columns.length === 0) return false;
  if (OURS.every((column) => columns.includes(column))) return true;
  const known = TOOLS.find(
    ({ columns: theirs }) =>
      theirs.length === columns.length && theirs.every((column) => columns.includes(column)),
  );
  const owner = known ? `of ${known.tool}` : `of another tool (columns ${columns.join(", ")})`;
  throw new GodwitError(
    "FOREIGN_TABLE",
    `the table ${tables.schema}.${tables.table} is ${owner}; Godwit leaves it alone`,
    {
      hint: 'keep Godwit\'s history elsewhere, with history: { schema: "godwit" } in the configuration or GODWIT_HISTORY_SCHEMA=godwit',
    },
  );
}
