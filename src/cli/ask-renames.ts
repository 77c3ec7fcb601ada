// Asks whether what goes and what comes, alike but for the name, is one thing; without a terminal it says which flag would.
import type { Change } from "../core/diff.ts";
import type { Fact } from "../core/fact.ts";
import { likelyRenames, type RenameWish } from "../core/rename.ts";
import type { Context } from "./context.ts";

/** What hangs on others has no name of its own, and a default or a bound is none. */
const NAMED = new Set([
  "table",
  "column",
  "view",
  "materialized-view",
  "index",
  "sequence",
  "constraint",
  "enum",
  "domain",
  "composite",
  "range",
]);

/** The renames that a person says yes to; those that are known already are not asked. */
export async function askRenames(
  context: Context,
  changes: readonly Change[],
  known: readonly RenameWish[] = [],
): Promise<RenameWish[]> {
  const wishes: RenameWish[] = [];
  for (const { from, to } of likelyRenames(changes)) {
    if (!NAMED.has(from.id.kind)) continue;
    if (known.some((wish) => names(wish.from, from) || names(wish.to, to))) continue;
    const answer = await context.ask(`was ${from.key} renamed to ${to.id.path.at(-1)}?`);
    const flag = `--rename ${written(from)}=${written(to)}`;
    if (answer) wishes.push({ from: from.id.path, to: to.id.path, origin: flag });
    if (answer === null) {
      const message = `${from.key} goes and ${to.id.path.at(-1)} comes, alike but for the name; if it was renamed: ${flag}`;
      context.report({ type: "note", message });
    }
  }
  return wishes;
}

/** A wish may leave out the names in front. */
function names(wish: readonly string[], { id: { path } }: Fact): boolean {
  return path.slice(-wish.length).join("\0") === wish.join("\0");
}

function written({ id }: Fact): string {
  return id.path.map((part) => (/^[^".=]+$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`)).join(".");
}
