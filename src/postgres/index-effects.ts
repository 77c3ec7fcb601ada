// CREATE INDEX CONCURRENTLY leaves an invalid index behind when it dies; it is matched by definition, not by name alone.
import type { Effect } from "../core/engine.ts";
import { GodwitError } from "../core/errors.ts";
import type { Observed, StatementOperation } from "./operation.ts";
import { loadGrammar, parseStatement } from "./parse/grammar.ts";
import { sameIndex } from "./parse/index-definition.ts";
import type { What } from "./parse/nature.ts";
import type { SqlSession } from "./session.ts";
import { literal, name, sql, verbatim } from "./sql.ts";

type CreateIndex = Extract<What, { kind: "create-index-concurrently" }>;

interface Found {
  readonly oid: string;
  readonly name: string;
  /** Quoted and qualified. */
  readonly path: string;
  readonly valid: boolean;
  readonly definition: string;
}

/**
 * The indexes that the table has before. An invalid index of the wanted name is in the way, and `if not exists` would
 * silently keep it: it is dropped. One of that name with another definition would be kept as silently: an error.
 */
export async function observeIndexes(
  operation: StatementOperation,
  what: CreateIndex,
  session: SqlSession,
): Promise<Observed> {
  const before = await indexesOf(what, session);
  const named =
    what.index === undefined ? undefined : before.find((index) => index.name === cut(what.index as string));
  if (named && !named.valid) {
    await session.run(sql`drop index concurrently if exists ${verbatim(named.path)}`);
  } else if (named && what.ifNotExists && (await matches(what, named)) === false) {
    throw new GodwitError(
      "MIGRATION_FAILED",
      `the index ${named.path} exists with another definition, which IF NOT EXISTS would keep: ${named.definition}`,
      {
        at: operation.locate(1),
        hint: "drop or rename that index, or give this one another name",
      },
    );
  }
  return { indexes: before.filter((index) => index !== named || named.valid).map((index) => index.oid) };
}

export async function indexEffect(
  what: CreateIndex,
  session: SqlSession,
  observed: Observed,
): Promise<Effect> {
  const before = new Set(Array.isArray(observed.indexes) ? observed.indexes.map(String) : []);
  const fresh = (await indexesOf(what, session)).filter(({ oid }) => !before.has(oid));
  const ours: Found[] = [];
  for (const index of fresh) {
    const wanted =
      what.index === undefined ? (await matches(what, index)) !== false : index.name === cut(what.index);
    if (wanted) ours.push(index);
  }
  const valid = ours.find((index) => index.valid);
  const invalid = ours.filter((index) => !index.valid);
  for (const { path } of invalid) await session.run(sql`drop index concurrently if exists ${verbatim(path)}`);
  const cleaned =
    invalid.length === 0 ? "" : `dropped the invalid index ${invalid.map(({ path }) => path).join(", ")}`;
  if (valid) return { took: "yes", how: `the index ${valid.path} was built before the interruption` };
  return { took: "no", how: cleaned || "the index was not built yet" };
}

async function indexesOf({ table }: CreateIndex, session: SqlSession): Promise<readonly Found[]> {
  const path = table.schema === undefined ? name(table.name) : name(table.schema, table.name);
  const [answer] =
    await session.run(sql`select i.indexrelid as oid, c.relname as name, format('%I.%I', n.nspname, c.relname) as path,
  i.indisvalid as valid, pg_get_indexdef(i.indexrelid) as definition
from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
where i.indrelid = to_regclass(${literal(path.text)})`);
  return (answer?.rows ?? []).map((row) => ({
    oid: row.oid ?? "",
    name: row.name ?? "",
    path: row.path ?? "",
    valid: row.valid === "t",
    definition: row.definition ?? "",
  }));
}

async function matches(what: CreateIndex, { definition }: Found): Promise<boolean | "cannot say"> {
  await loadGrammar();
  const parsed = parseStatement(definition);
  if (!("node" in parsed) || !("IndexStmt" in parsed.node)) return "cannot say";
  return sameIndex(what.node, parsed.node.IndexStmt);
}

/** PostgreSQL cuts names at 63 bytes, at a character's boundary. */
function cut(text: string): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= 63) return text;
  let end = 63;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return new TextDecoder().decode(bytes.subarray(0, end));
}
