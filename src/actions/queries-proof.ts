// The proof that queries which worked before a migration work after it, too.
import type { BrokenQuery } from "../core/query-trial.ts";
import type { SchemaText } from "../core/schema-database.ts";
import { type Evidence, type Proof, skipped } from "./proof.ts";
import type { Rehearsal } from "./rehearsal.ts";

/** Looks at what works now; the function is for after the migration. */
export async function queriesProof(
  rehearsal: Rehearsal,
  queries: readonly SchemaText[] | undefined,
): Promise<() => Promise<Proof>> {
  if (!queries) return async () => skipped("no queries of the application were given");
  const trial = await rehearsal.tryQueries(queries);
  const working = await trial.before();
  if (working === 0) return async () => skipped("none of the queries works before it");
  return async () => {
    const broken = await trial.after();
    const tried = { message: `tried with ${working} of ${trial.count} queries, which work before it` };
    const evidence = [...broken.map(evidenceOf), tried];
    return { verdict: broken.some(({ onlyPrepared }) => !onlyPrepared) ? "fail" : "pass", evidence };
  };
}

/** `select *` with another column: whoever has it prepared gets an error, once in each session (ruling 22). */
function evidenceOf({ at, sqlstate, message, onlyPrepared }: BrokenQuery): Evidence {
  const what = onlyPrepared
    ? "sessions that have prepared the query must prepare it again"
    : "the query does not work any more";
  return { message: `${what}: ${message}`, at, sqlstate };
}
