// A name for a migration that nobody has named: what its changes do, in a few words.
import type { Change } from "../core/diff.ts";
import { type Fact, idOf } from "../core/fact.ts";
import { factOf } from "./describe-change.ts";
import { HANGING } from "./step-objects.ts";

const LONGEST = 60;

/** In words with underscores, such as `add_users_email`. */
export function proposedName(changes: readonly Change[]): string {
  const whole = new Set(
    changes
      .filter((change) => change.type !== "alter" && factOf(change).id.kind !== "index")
      .map((change) => pathOf(factOf(change)).join(".")),
  );
  const owned = new Set(
    changes.map(factOf).flatMap(({ id }) => (id.kind === "sequence-owner" ? [id.path.join(".")] : [])),
  );
  // What comes or goes with its table is no news.
  const main = changes.filter((change) => {
    const { id, needs } = factOf(change);
    const path = pathOf(factOf(change));
    if (SEQUENCES.has(id.kind) && owned.has(path.join("."))) return false;
    if (id.kind === "index") return !needs.some((key) => whole.has(idOf(key).path.slice(0, 2).join(".")));
    return !(HANGING.has(id.kind) || path.length > 2) || !isInside(path, whole, HANGING.has(id.kind));
  });
  const [first, ...others] = [...(main.length > 0 ? main : changes)].sort((a, b) => rank(a) - rank(b));
  if (!first) return "nothing";
  const name = others.length === 0 ? single(first) : several([first, ...others]);
  // The file's name says which role it has.
  const safe = name.replace(/_(rollback|verify)$/i, "_$1s");
  return safe.slice(0, LONGEST).replace(/_+$/, "");
}

const SEQUENCES = new Set(["sequence", "sequence-owner"]);
const ORDER = { create: 0, alter: 2, drop: 4 } as const;

/** What is new comes first, and of it the tables. */
function rank(change: Change): number {
  return ORDER[change.type] + (factOf(change).id.kind === "table" ? 0 : 1);
}

function isInside(path: readonly string[], whole: ReadonlySet<string>, hanging: boolean): boolean {
  const parents = path.map((_, index) => path.slice(0, index + (hanging ? 1 : 0)).join("."));
  return parents.some((parent) => parent !== "" && whole.has(parent));
}

/** Facts that hang on others have the other's kind before its names. */
function pathOf({ id: { kind, path } }: Fact): readonly string[] {
  return HANGING.has(kind) ? path.slice(1) : path;
}

/** Without the schema. */
function named(fact: Fact): string {
  const path = pathOf(fact);
  return (path.length > 1 ? path.slice(1) : path).join("_");
}

const VERBS = { create: "add", drop: "drop", alter: "change" } as const;

function single(change: Change): string {
  const fact = factOf(change);
  const { kind, path } = fact.id;
  if (change.type === "alter" && change.attributes.join() === "name") {
    return `rename_${String(change.from.attributes.name)}_to_${path.at(-1)}`;
  }
  if (HANGING.has(kind)) return `${VERBS[change.type]}_${kind}_on_${named(fact)}`;
  const verb =
    change.type === "create" && path.length <= 2 && kind !== "index" ? "create" : VERBS[change.type];
  return `${verb}_${named(fact)}`;
}

/** Alike in what they do: `create_users_and_orders`; else the objects that change. */
function several(changes: readonly Change[]): string {
  const verbs = new Set(changes.map((change) => single(change).split("_", 1)[0] ?? "change"));
  const [verb] = verbs;
  const objects = [...new Set(changes.map((change) => objectName(factOf(change))))];
  const [only] = objects;
  if (objects.length === 1 && verbs.size === 1) {
    const parts = [...new Set(changes.map((change) => partName(factOf(change))))].filter(Boolean);
    return [verb, only, listed(parts)].filter(Boolean).join("_");
  }
  return `${verbs.size === 1 ? verb : "change"}_${listed(objects)}`;
}

/** An index is about its table, which its path does not name. */
function objectName(fact: Fact): string {
  const on = fact.id.kind === "index" ? fact.needs.map(idOf).find(({ path }) => path.length > 1) : undefined;
  return (on?.path ?? pathOf(fact)).slice(0, 2).at(-1) ?? "";
}

function partName(fact: Fact): string {
  return fact.id.kind === "index" ? (fact.id.path[1] ?? "") : pathOf(fact).slice(2).join("_");
}

function listed(names: readonly string[]): string {
  if (names.length <= 2) return names.join("_and_");
  return `${names[0]}_and_${names.length - 1}_more`;
}
