// Whether a step outside transactions took effect before its runner died, and clearing away what it left broken.
import type { Effect, EffectLook } from "../core/engine.ts";
import { indexEffect, observeIndexes } from "./index-effects.ts";
import type { Observed, StatementOperation } from "./operation.ts";
import type { Named, What } from "./parse/nature.ts";
import type { SqlSession } from "./session.ts";
import { literal, name, type Sql, sql, verbatim } from "./sql.ts";

/** What to remember before a step starts; throws where the step would be a silent mistake. */
export async function observe(operation: StatementOperation, session: SqlSession): Promise<Observed> {
  const { what } = operation.nature;
  return what.kind === "create-index-concurrently" ? observeIndexes(operation, what, session) : {};
}

/** Looks for the effect of an announced step, on the session whose search path the step had. */
export async function effectOf(
  operation: StatementOperation,
  session: SqlSession,
  { observed, after }: EffectLook,
): Promise<Effect> {
  const { what } = operation.nature;
  switch (what.kind) {
    case "create-index-concurrently":
      return indexEffect(what, session, observed);
    case "reindex":
      return reindexEffect(what, session);
    case "detach-partition-concurrently":
    case "detach-finalize":
      return detachEffect(what, session, after);
    default:
      // A refused statement did nothing of this: the index that is not there never was.
      return after === "refusal" ? { took: "no", how: "" } : existenceEffect(what, session);
  }
}

/** What was made is there, what was dropped is not. */
async function existenceEffect(what: What, session: SqlSession): Promise<Effect> {
  switch (what.kind) {
    case "drop-index-concurrently":
      return dropIndexEffect(what.names, session);
    case "create-database":
      return exists(session, sql`select from pg_database where datname = ${literal(what.name)}`, "created");
    case "drop-database":
      return exists(session, sql`select from pg_database where datname = ${literal(what.name)}`, "dropped");
    case "create-tablespace":
      return exists(session, sql`select from pg_tablespace where spcname = ${literal(what.name)}`, "created");
    case "drop-tablespace":
      return exists(session, sql`select from pg_tablespace where spcname = ${literal(what.name)}`, "dropped");
    case "create-subscription":
      return exists(session, ofSubscription(what.name), "created");
    case "drop-subscription":
      return exists(session, ofSubscription(what.name), "dropped");
    default:
      return { took: "unknown", how: "its effect cannot be read back" };
  }
}

function ofSubscription(subscription: string): Sql {
  return sql`select from pg_subscription where subname = ${literal(subscription)}
    and subdbid = (select oid from pg_database where datname = current_database())`;
}

async function exists(session: SqlSession, query: Sql, meaning: "created" | "dropped"): Promise<Effect> {
  const [answer] = await session.run(sql`select exists (${query}) as there`);
  const there = answer?.rows[0]?.there === "t";
  const took = there === (meaning === "created");
  return took
    ? { took: "yes", how: `it was ${meaning} before the interruption` }
    : { took: "no", how: `it was not ${meaning} yet` };
}

async function dropIndexEffect(names: readonly Named[], session: SqlSession): Promise<Effect> {
  const wanted = names.map((named) => sql`to_regclass(${literal(qualified(named))}) is not null`);
  const [answer] = await session.run(
    sql`select ${wanted.reduce((all, one) => sql`${all} or ${one}`)} as there`,
  );
  return answer?.rows[0]?.there === "t"
    ? { took: "no", how: "the index is still there" }
    : { took: "yes", how: "the index was dropped before the interruption" };
}

/** Leftovers of an interrupted REINDEX CONCURRENTLY are invalid and named …_ccnew or …_ccold. */
async function reindexEffect(what: Extract<What, { kind: "reindex" }>, session: SqlSession): Promise<Effect> {
  if (!what.concurrently) return { took: "no", how: "a reindex may be repeated" };
  const [answer] = await session.run(sql`select format('%I.%I', n.nspname, c.relname) as index
from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
where not i.indisvalid and c.relname ~ '_cc(new|old)[0-9]*$' and n.nspname <> 'pg_toast' and ${scopeOf(what)}`);
  const leftovers = (answer?.rows ?? []).map((row) => row.index ?? "");
  for (const leftover of leftovers)
    await session.run(sql`drop index concurrently if exists ${verbatim(leftover)}`);
  return {
    took: "no",
    how: leftovers.length === 0 ? "a reindex may be repeated" : `dropped the invalid ${leftovers.join(", ")}`,
  };
}

function scopeOf({ scope, target }: Extract<What, { kind: "reindex" }>): Sql {
  if (!target) return sql`true`;
  const relation = sql`to_regclass(${literal(qualified(target))})`;
  if (scope === "table") return sql`i.indrelid = ${relation}`;
  if (scope === "index")
    return sql`i.indrelid = (select indrelid from pg_index where indexrelid = ${relation})`;
  if (scope === "schema") return sql`n.nspname = ${literal(target.name)}`;
  return sql`true`;
}

type Detach = Extract<What, { kind: "detach-partition-concurrently" | "detach-finalize" }>;

async function detachEffect(
  { parent, partition }: Detach,
  session: SqlSession,
  after: EffectLook["after"],
): Promise<Effect> {
  const [answer] = await session.run(sql`select inhdetachpending as pending from pg_inherits
where inhparent = to_regclass(${literal(qualified(parent))}) and inhrelid = to_regclass(${literal(qualified(partition))})`);
  const row = answer?.rows[0];
  if (!row && after === "refusal") return { took: "no", how: "" };
  if (!row) return { took: "yes", how: "the partition was detached before the interruption" };
  if (row.pending !== "t") return { took: "no", how: "the partition is still attached" };
  await session.run(sql`alter table ${nameOf(parent)} detach partition ${nameOf(partition)} finalize`);
  return { took: "yes", how: "finalized the detaching that was interrupted" };
}

/** A name as text for to_regclass, which folds and splits it: so it is quoted. */
export function qualified(named: Named): string {
  return nameOf(named).text;
}

function nameOf({ schema, name: own }: Named): Sql {
  return schema === undefined ? name(own) : name(schema, own);
}

/** Statements whose effect is looked for, that may be repeated, and that only a person can judge. */
export function afterCrashOf({ kind }: What): "inspect" | "again" | "ask" {
  switch (kind) {
    case "create-index-concurrently":
    case "drop-index-concurrently":
    case "reindex":
    case "detach-partition-concurrently":
    case "detach-finalize":
    case "create-database":
    case "drop-database":
    case "create-tablespace":
    case "drop-tablespace":
    case "create-subscription":
    case "drop-subscription":
      return "inspect";
    case "vacuum":
    case "cluster":
    case "alter-system":
    case "alter-database-tablespace":
    case "alter-subscription":
      return "again";
    default:
      return "ask";
  }
}
