// Whether columns and other things that stand in an order stand in the same one: statements may count on it.
import type { Fact, Schema } from "../core/fact.ts";

/** Only for schemas with the same facts. What is the very same fact in both is not looked at. */
export function sameOrder(before: Schema, after: Schema): boolean {
  const moved = new Set<string>();
  for (const [key, fact] of after) {
    if (fact.position !== undefined && before.get(key)?.position !== fact.position) moved.add(whole(fact));
  }
  if (moved.size === 0) return true;
  const [left, right] = [orderOf(before, moved), orderOf(after, moved)];
  return left.length === right.length && left.every((key, index) => key === right[index]);
}

function orderOf(schema: Schema, wholes: ReadonlySet<string>): readonly string[] {
  return [...schema.values()]
    .filter((fact) => fact.position !== undefined && wholes.has(whole(fact)))
    .map((fact) => ({ key: fact.key, whole: whole(fact), position: fact.position ?? 0 }))
    .sort((a, b) => (a.whole < b.whole ? -1 : a.whole > b.whole ? 1 : a.position - b.position))
    .map(({ key }) => key);
}

function whole({ id: { kind, path } }: Fact): string {
  return JSON.stringify([kind, ...path.slice(0, -1)]);
}
