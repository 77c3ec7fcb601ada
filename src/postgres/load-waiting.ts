// Statements that failed for want of something by name, until the statement that makes it has run.
import type { DesiredStatement } from "./desired-statements.ts";
import type { Failed } from "./load-failure.ts";
import { madeBy } from "./parse/made-by.ts";

/** What waits for one thing comes back in its own order: values of an enum and columns have one. */
export class Waiting {
  readonly #entries: readonly DesiredStatement[];
  readonly #byName = new Map<string, Failed[]>();
  #made: Map<DesiredStatement, string> | undefined;
  #makers: Set<string> | undefined;

  constructor(entries: readonly DesiredStatement[]) {
    this.#entries = entries;
  }

  /** Whether the server's message names something that another of the statements makes; then it waits for that. */
  park(failed: Failed): boolean {
    const own = this.#madeNames().get(failed.entry);
    const awaited = wordsOf(failed.error.message).find((word) => word !== own && this.#makers?.has(word));
    if (awaited === undefined) return false;
    const list = this.#byName.get(awaited);
    if (list) list.push(failed);
    else this.#byName.set(awaited, [failed]);
    return true;
  }

  /** What may go on, now that this one has run. */
  release(entry: DesiredStatement): readonly DesiredStatement[] {
    if (this.#byName.size === 0) return [];
    const name = this.#madeNames().get(entry);
    const list = (name !== undefined && this.#byName.get(name)) || [];
    if (name !== undefined) this.#byName.delete(name);
    return list.map((failed) => failed.entry);
  }

  rest(): readonly Failed[] {
    return [...this.#byName.values()].flat();
  }

  /** Found out at the first failure only: it parses everything once more. */
  #madeNames(): ReadonlyMap<DesiredStatement, string> {
    if (this.#made) return this.#made;
    this.#made = new Map();
    for (const entry of this.#entries) {
      const name = madeName(entry);
      if (name !== undefined) this.#made.set(entry, name);
    }
    this.#makers = new Set(this.#made.values());
    return this.#made;
  }
}

/** The first whose failure is not explained by another one that failed, too. */
export function rootOf(failed: readonly Failed[]): Failed {
  const made = new Map(failed.map(({ entry }) => [entry, madeName(entry)]));
  const makers = new Set(made.values());
  const isExplained = ({ entry, error }: Failed) =>
    wordsOf(error.message).some((word) => word !== made.get(entry) && makers.has(word));
  return failed.find((one) => !isExplained(one)) ?? (failed[0] as Failed);
}

function madeName({ statement }: DesiredStatement): string | undefined {
  const parsed = statement.parse();
  return ("node" in parsed && madeBy(parsed.node)?.at(-1)) || undefined;
}

function wordsOf(message: string): string[] {
  return message.split(/[^\p{L}\p{N}_$]+/u);
}
