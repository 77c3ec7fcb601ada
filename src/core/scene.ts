// What kinds may look at while they write steps: both schemas, who needs whom, and what the plan makes anew.
import type { Fact, FactKey, Schema } from "./fact.ts";
import type { Scene } from "./kind.ts";

export interface SceneOptions {
  readonly major: number;
  readonly hasRows?: ((key: FactKey) => boolean) | undefined;
}

/** A scene whose `isNew` and `isGone` follow what the planner has decided so far. */
export class PlanScene implements Scene {
  readonly made = new Set<FactKey>();
  readonly gone = new Set<FactKey>();
  readonly from: Schema;
  readonly to: Schema;
  readonly major: number;
  readonly #hasRows: (key: FactKey) => boolean;
  readonly #before: ReadonlyMap<FactKey, readonly Fact[]>;
  readonly #after: ReadonlyMap<FactKey, readonly Fact[]>;

  constructor(from: Schema, to: Schema, options: SceneOptions) {
    this.from = from;
    this.to = to;
    this.major = options.major;
    this.#hasRows = options.hasRows ?? (() => false);
    this.#before = dependentsOf(from);
    this.#after = dependentsOf(to);
  }

  dependents(key: FactKey): readonly Fact[] {
    return this.#before.get(key) ?? [];
  }

  dependentsAfter(key: FactKey): readonly Fact[] {
    return this.#after.get(key) ?? [];
  }

  isNew(key: FactKey): boolean {
    return this.made.has(key);
  }

  isGone(key: FactKey): boolean {
    return this.gone.has(key);
  }

  hasRows(key: FactKey): boolean {
    return !this.made.has(key) && this.#hasRows(key);
  }
}

function dependentsOf(schema: Schema): Map<FactKey, Fact[]> {
  const dependents = new Map<FactKey, Fact[]>();
  for (const fact of schema.values()) {
    for (const needed of fact.needs) {
      const list = dependents.get(needed);
      if (list) list.push(fact);
      else dependents.set(needed, [fact]);
    }
  }
  return dependents;
}
