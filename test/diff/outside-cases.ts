// Proves an outside case in both directions on databases of its own, and says what is known of those that miss.
import { freshDatabase, sharedServer, withClient } from "../support/database.ts";
import type { DiffCase } from "./diff-cases.ts";
import { loadCase } from "./load-case.ts";
import { provePair, type Verdict } from "./prove-pair.ts";

/** The verdicts of the cases were taken on it. */
export const CASES_MAJOR = 15;

const ONE_PREDICATE =
  "two spellings of one predicate, the second of which PostgreSQL itself prints when the first is read again: a difference would be a phantom";

/** Directions that do not arrive, with the cause. One that arrives must leave this list. */
export const KNOWN_MISSES: Readonly<Record<string, string>> = {
  "pgschema/create_index--issue_473_partial_index_in_list ->": ONE_PREDICATE,
  "pgschema/create_index--issue_473_partial_index_in_list <-": ONE_PREDICATE,
};

export async function proveCase(test: DiffCase): Promise<readonly [Verdict, Verdict]> {
  for (const role of test.roles) await makeRole(role);
  const [left, right] = [await databaseOf(test, test.from), await databaseOf(test, test.to)];
  try {
    return await provePair({ fromUrl: left.url, toUrl: right.url, major: CASES_MAJOR, dumps: true });
  } finally {
    await left.drop();
    await right.drop();
  }
}

/** Titles of the directions that miss, with where they broke. */
export function missesOf(test: DiffCase, verdicts: readonly [Verdict, Verdict]): readonly string[] {
  return verdicts.flatMap(({ ok, at, detail }, index) =>
    ok ? [] : [`${test.suite}/${test.name} ${index === 0 ? "->" : "<-"} ${at}: ${detail}`],
  );
}

export function isKnown(miss: string): boolean {
  return Object.keys(KNOWN_MISSES).some((title) => miss.startsWith(title));
}

async function makeRole(role: string): Promise<void> {
  await withClient(await sharedServer(CASES_MAJOR), async (client) => {
    const { rowCount } = await client.query("select from pg_roles where rolname = $1", [role]);
    if (rowCount === 0) await client.query(`create role ${client.escapeIdentifier(role)}`);
  });
}

async function databaseOf(test: DiffCase, text: string) {
  const fresh = await freshDatabase({ major: CASES_MAJOR });
  await withClient(fresh.url, (client) => loadCase(client, test, text));
  return fresh;
}
