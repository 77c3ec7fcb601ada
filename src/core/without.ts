// Takes out of a schema what cannot be compared: what statements that were not run would have made, and all that needs it.
import type { Fact, FactKey, Schema } from "./fact.ts";

/** The beginning of a path; null stands for any name. */
export type PathStart = readonly (string | null)[];

export interface Compared {
  readonly schema: Schema;
  /** Keys of what was taken out. */
  readonly left: readonly FactKey[];
}

export function without(schema: Schema, starts: readonly PathStart[]): Compared {
  if (starts.length === 0) return { schema, left: [] };
  const gone = new Set<FactKey>();
  for (const [key, fact] of schema) if (starts.some((start) => begins(fact, start))) gone.add(key);
  const needing = dependents(schema);
  for (const key of gone) for (const dependent of needing.get(key) ?? []) gone.add(dependent);
  return { schema: new Map([...schema].filter(([key]) => !gone.has(key))), left: [...gone] };
}

export function begins({ id: { path } }: Fact, start: PathStart): boolean {
  return (
    start.length <= path.length && start.every((part, index) => part === null || isNamed(path[index], part))
  );
}

/** A routine's last name has its arguments behind it. */
function isNamed(part: string | undefined, wanted: string): boolean {
  return part === wanted || part?.startsWith(`${wanted}(`) === true;
}

function dependents(schema: Schema): ReadonlyMap<FactKey, readonly FactKey[]> {
  const found = new Map<FactKey, FactKey[]>();
  for (const [key, { needs }] of schema) {
    for (const need of needs) {
      const list = found.get(need);
      if (list) list.push(key);
      else found.set(need, [key]);
    }
  }
  return found;
}
