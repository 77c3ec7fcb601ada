// A domain gets no check while arrays, composites or ranges of it are a column's: what comes to hold it comes after.
import type { Fact, FactKey } from "../../core/fact.ts";
import type { Scene } from "../../core/kind.ts";

/** Keys of the checks of domains that this fact needs. */
export function checksOfDomains({ needs }: Fact, scene: Scene, side: "from" | "to"): readonly FactKey[] {
  if (side === "from") return [];
  return needs
    .filter((key) => key.startsWith("domain "))
    .flatMap((key) => scene.dependentsAfter(key))
    .filter(({ id }) => id.kind === "domain-constraint")
    .map(({ key }) => key);
}
