// What two schemas differ in, as evidence: the thing itself once, with a count of what came or went along with it.
import type { Change } from "../core/diff.ts";
import type { Fact, FactKey, Value } from "../core/fact.ts";
import { changedLines } from "./changed-lines.ts";
import { changeDocument, factOf, shown } from "./describe-change.ts";
import type { Evidence } from "./proof.ts";

/** `changes` lead from what there is to what there should be. */
export function schemaEvidence(changes: readonly Change[]): readonly Evidence[] {
  const byKey = new Map(changes.map((change) => [factOf(change).key, change]));
  const along = new Map<FactKey, Fact[]>();
  const heads: Change[] = [];
  for (const change of changes) {
    const head = headOf(change, byKey);
    if (head === undefined) heads.push(change);
    else along.set(head, [...(along.get(head) ?? []), factOf(change)]);
  }
  return heads.map((change) => {
    const others = counted(along.get(factOf(change).key) ?? []);
    const message = `${sentence(change)}${others === "" ? "" : `, with ${others}`}`;
    return { message, change: changeDocument(change) };
  });
}

/** The outermost thing that came or went as well and that this is a part of. */
function headOf(change: Change, byKey: ReadonlyMap<FactKey, Change>): FactKey | undefined {
  if (change.type === "alter") return undefined;
  let found: FactKey | undefined;
  for (let fact = factOf(change), hops = 0; hops < 5; hops++) {
    const { id, needs } = fact;
    const outer = needs.find((need) => byKey.get(need)?.type === change.type && isPartOf(id, need));
    if (outer === undefined) break;
    found = outer;
    fact = factOf(byKey.get(outer) as Change);
  }
  return found;
}

/** A table that needs another one stands for itself; a part has the whole's names before its own, or hangs on it. */
function isPartOf({ kind, path }: Fact["id"], whole: FactKey): boolean {
  const names = whole.slice(whole.indexOf(" ") + 1);
  return kind === "index" || `.${path.join(".")}.`.includes(`.${names}.`);
}

function counted(facts: readonly Fact[]): string {
  const counts = new Map<string, number>();
  for (const { id } of facts) counts.set(id.kind, (counts.get(id.kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${plural(kind, count)}`).join(", ");
}

function plural(kind: string, count: number): string {
  if (count === 1) return kind;
  return kind.endsWith("x") ? `${kind}es` : kind.endsWith("y") ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

function sentence(change: Change): string {
  const title = titleOf(factOf(change));
  if (change.type === "create") return `${title} is missing`;
  if (change.type === "drop") return `${title} is left over`;
  const { from, to, attributes } = change;
  return `${title}: ${attributes.map((name) => differing(name, from.attributes[name], to.attributes[name])).join("; ")}`;
}

/** `function public.f(integer)`, `comment on column public.t.a`. */
function titleOf({ id: { kind, path }, key }: Fact): string {
  if (ROUTINES.has(kind)) return `${kind} ${path.slice(0, -1).join(".")}(${path.at(-1)})`;
  if (!HANGING.has(kind)) return key;
  return `${kind} ${kind === "owner" ? "of" : "on"} ${path[0]} ${path.slice(1).join(".")}`;
}

const ROUTINES = new Set(["function", "procedure", "aggregate"]);
const HANGING = new Set(["comment", "owner", "grant", "passed-grant", "security-label"]);

function differing(name: string, is: Value | undefined, should: Value | undefined): string {
  const [now, before] = [shown(is), shown(should)];
  const what = words(name);
  if (!now.includes("\n") && !before.includes("\n")) return `${what} is ${now} instead of ${before}`;
  return [`${what} differs (- it should be, + it is)`, ...changedLines(before, now)].join("\n");
}

/** `notNull` is "not null". */
function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
