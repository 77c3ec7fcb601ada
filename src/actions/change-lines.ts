// Changes in few lines for pages: what comes or goes with something else is counted there, and what is altered is named.
import type { Change } from "../core/diff.ts";
import type { Fact, Schema } from "../core/fact.ts";
import type { SchemaEngine } from "../core/schema-database.ts";
import { changeDocument, factOf, shown } from "./describe-change.ts";

export interface ChangeLine {
  readonly sign: "+" | "-" | "~";
  readonly kind: string;
  readonly name: string;
  /** What comes or goes with it, or how its attributes change. */
  readonly details: readonly string[];
}

export interface Compared {
  readonly engine: Pick<SchemaEngine, "home">;
  readonly before: Schema;
  readonly after: Schema;
}

const SIGNS = { create: "+", drop: "-", alter: "~" } as const;

/** In order of what they are about, whatever the order of the facts. */
export function changeLines(
  changes: readonly Change[],
  { engine, before, after }: Compared,
): readonly ChangeLine[] {
  const keys = { create: new Set<string>(), drop: new Set<string>(), alter: new Set<string>() };
  for (const change of changes) keys[change.type].add(factOf(change).key);
  const withHome = new Map<string, Fact[]>();
  const lines: { readonly at: string; readonly change: Change }[] = [];
  for (const change of changes) {
    const fact = factOf(change);
    const home = engine.home(fact, change.type === "drop" ? before : after);
    const along = home.key !== fact.key && change.type !== "alter" && keys[change.type].has(home.key);
    const place = `${change.type} ${home.key}`;
    if (along) withHome.set(place, [...(withHome.get(place) ?? []), fact]);
    else lines.push({ at: `${home.key} ${home.key === fact.key ? "" : fact.key}`, change });
  }
  lines.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return lines.map(({ change }) =>
    lineOf(change, withHome.get(`${change.type} ${factOf(change).key}`) ?? []),
  );
}

function lineOf(change: Change, along: readonly Fact[]): ChangeLine {
  const { type, kind, name, attributes = {} } = changeDocument(change);
  const counts = new Map<string, number>();
  for (const { id } of along) if (id.kind !== "default") counts.set(id.kind, (counts.get(id.kind) ?? 0) + 1);
  const parts = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, count]) => counted(count, what));
  const altered = Object.entries(attributes).map(
    ([attribute, { from, to }]) => `${attribute}: ${shown(from)} -> ${shown(to)}`,
  );
  return {
    sign: SIGNS[type],
    kind,
    name,
    details: [...(parts.length > 0 ? [parts.join(", ")] : []), ...altered],
  };
}

function counted(count: number, kind: string): string {
  const what = kind.replaceAll("-", " ");
  if (count === 1) return `1 ${what}`;
  return `${count} ${what.replace(/y$/, "ie").replace(/x$/, "xe")}s`;
}
