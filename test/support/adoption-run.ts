// A real history of which psql ran some files, and what `godwit adopt` found out about each of them.
import { join } from "node:path";
import type { FreshDatabase } from "./database.ts";
import type { HistoryCase } from "./history-case.ts";
import { historyDatabase, runGodwit } from "./history-run.ts";
import { psql } from "./psql.ts";

interface Adoption {
  readonly migrations: readonly {
    readonly name: string;
    readonly verdict: "applied" | "not" | "partly" | "unknown";
    readonly evidence: readonly string[];
  }[];
  readonly recorded: readonly { readonly name: string }[];
}

export interface Adopted {
  /** Files that psql ran without an error. */
  readonly applied: ReadonlySet<string>;
  readonly document: Adoption;
  readonly wronglyApplied: readonly string[];
  readonly wronglyNot: readonly string[];
  readonly unknown: readonly string[];
  readonly partly: readonly string[];
}

/** The same numbers for the same seed. */
export function randomBySeed(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

export async function adoptChosen(
  history: HistoryCase,
  { chosen, major }: { readonly chosen: (index: number) => boolean; readonly major: number },
): Promise<Adopted> {
  const database: FreshDatabase = await historyDatabase(history, major);
  try {
    const applied = new Set<string>();
    for (const [index, { up, tx }] of history.order.entries()) {
      if (!chosen(index)) continue;
      const failed = await psql(
        database.url,
        [...(tx ? ["-1"] : []), "-f", join(history.folder, up)],
        history.environment,
      ).then(
        () => false,
        () => true,
      );
      if (!failed) applied.add(nameOf(up));
    }
    const result = await runGodwit(history, database.url, ["adopt", "--yes", "--json"]);
    if (result.status !== 0)
      throw new Error(`adopt ended with ${result.status}: ${result.stdout}${result.stderr}`);
    const document = result.json<Adoption>();
    const of = (verdict: string) =>
      document.migrations.filter((one) => one.verdict === verdict).map(({ name }) => name);
    return {
      applied,
      document,
      wronglyApplied: of("applied").filter((name) => !applied.has(name)),
      wronglyNot: of("not").filter((name) => applied.has(name)),
      unknown: of("unknown"),
      partly: of("partly"),
    };
  } finally {
    await database.drop();
  }
}

/** As Godwit calls it. */
export function nameOf(file: string): string {
  return file.replace(/\.up\.sql$/, "");
}
