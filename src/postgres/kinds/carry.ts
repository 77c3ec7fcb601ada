// Gives a type that is in use another form: the old one is renamed aside, its columns are handed over, and it goes.
import { type Fact, type FactKey, keyOf } from "../../core/fact.ts";
import type { Scene, StepDraft } from "../../core/kind.ts";
import { name } from "../identifier.ts";
import { printed, qualified } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";
import { CARRIED } from "./in-the-way.ts";
import { partitionedBy, partitionKey } from "./relation.ts";

export interface Carriage {
  /** The type as it was. */
  readonly from: Fact;
  /** Makes the type in its new form. */
  readonly create: readonly StepDraft<Sql>[];
  /** Makes a type that is made of this one, as it was. */
  readonly createCarried: (fact: Fact, scene: Scene) => readonly StepDraft<Sql>[];
  /** The new value of a column, where it is not made through text. */
  readonly using?: ((column: Sql, fact: Fact) => Sql | undefined) | undefined;
}

/** Steps of it all. Defaults, views and whatever else stands in the way is gone by then: see in-the-way.ts. */
export function carry({ from, create, createCarried, using }: Carriage, scene: Scene): StepDraft<Sql>[] {
  const { columns, types } = holders(from.key, scene);
  const all = [from, ...types];
  const word = (fact: Fact): Sql => (fact.id.kind === "domain" ? sql`domain` : sql`type`);
  const made = [...create, ...types.flatMap((fact) => createCarried(fact, scene))];
  // The functions that come with a range keep their names when it is renamed, so its columns wait as text.
  if (all.some(({ id }) => id.kind === "range")) {
    return [
      ...columns.map((fact) => alterType(fact, { type: TEXT, value: sql`${columnOf(fact)}::${TEXT}` })),
      ...all.reverse().map((fact) => ({ op: sql`drop ${word(fact)} ${qualified(fact.id.path)}` })),
      ...made,
      ...columns.filter((fact) => staysSo(fact, scene)).map((fact) => hand(fact, scene, undefined)),
    ];
  }
  const aside = (fact: Fact): Sql => name(freeName(fact, scene));
  return [
    ...all.map((fact) => ({
      op: sql`alter ${word(fact)} ${qualified(fact.id.path)} rename to ${aside(fact)}`,
    })),
    ...made,
    ...columns.map((fact) => hand(fact, scene, using)),
    ...all
      .reverse()
      .map((fact) => ({ op: sql`drop ${word(fact)} ${name(fact.id.path[0] as string)}.${aside(fact)}` })),
  ];
}

/** Columns that hold values of the type, its arrays or types made of it; and those types, in order of need. */
export function holders(
  type: FactKey,
  scene: Scene,
): { readonly columns: readonly Fact[]; readonly types: readonly Fact[] } {
  const columns = new Map<FactKey, Fact>();
  const types = new Map<FactKey, Fact>();
  const visit = (key: FactKey): void => {
    for (const fact of scene.dependents(key)) {
      if (scene.isGone(fact.key)) continue;
      if (fact.id.kind === "column" && !isInherited(fact, scene)) columns.set(fact.key, fact);
      if (!CARRIED.has(fact.id.kind)) continue;
      // Seen again it moves to the end, after everything that it needs.
      types.delete(fact.key);
      types.set(fact.key, fact);
      visit(fact.key);
    }
  };
  visit(type);
  return { columns: [...columns.values()], types: [...types.values()] };
}

/** Changed with its parent's. A partition that is detached has its own. */
export function isInherited({ id, attributes }: Fact, scene: Scene): boolean {
  const partition = partitionKey(id.path);
  return attributes.inherited === true || (scene.from.has(partition) && !scene.isGone(partition));
}

/** What must go for the time in which columns are handed over: what is partitioned by them, and what holds their rows. */
export function inTheWayOfCarriage(type: FactKey, scene: Scene): readonly FactKey[] {
  const found = new Map<FactKey, Fact>();
  const seen = new Set([type]);
  for (const key of seen) {
    for (const fact of scene.dependents(key)) {
      if (CARRIED.has(fact.id.kind)) seen.add(fact.key);
      if (fact.id.kind === "column") found.set(fact.key, fact);
    }
  }
  return partitionedBy([...found.values()], scene);
}

/** A column whose own type changes in this plan waits as text for its own step. */
function hand(fact: Fact, scene: Scene, using: Carriage["using"]): StepDraft<Sql> {
  const column = columnOf(fact);
  if (!staysSo(fact, scene)) return alterType(fact, { type: TEXT, value: sql`${column}::${TEXT}` });
  const type = printed(fact.attributes.type as string);
  const collation = fact.attributes.collation;
  return alterType(fact, {
    type: collation ? sql`${type} collate ${printed(String(collation))}` : type,
    value: using?.(column, fact) ?? sql`${column}::${TEXT}::${type}`,
  });
}

const TEXT = sql`pg_catalog.text`;

function columnOf({ id: { path } }: Fact): Sql {
  return name(path[2] as string);
}

function staysSo({ key, attributes: { type } }: Fact, { to }: Scene): boolean {
  return to.get(key)?.attributes.type === type;
}

function alterType(fact: Fact, { type, value }: { readonly type: Sql; readonly value: Sql }): StepDraft<Sql> {
  const { path } = fact.id;
  return {
    op: sql`alter table ${qualified(path)} alter column ${columnOf(fact)} type ${type} using ${value}`,
    relation: keyOf("table", path.slice(0, 2)),
    lock: "ACCESS EXCLUSIVE",
    rewrites: true,
    scans: true,
  };
}

/** Of at most 63 bytes, and not taken by another type or relation before or after. */
export function freeName({ id: { path } }: Fact, { from, to }: Scene): string {
  const [schema = "", base = ""] = path;
  const short = Buffer.from(base)
    .subarray(0, 56)
    .toString()
    .replace(/\uFFFD+$/u, "");
  for (let count = 0; ; count++) {
    const candidate = `${short}_old${count || ""}`;
    const taken = TAKERS.some((kind) => {
      const key = keyOf(kind, [schema, candidate]);
      return from.has(key) || to.has(key);
    });
    if (!taken) return candidate;
  }
}

const TAKERS = [
  ...["enum", "composite", "domain", "range", "base-type", "collation", "table", "view"],
  ...["materialized-view", "foreign-table", "sequence", "index"],
];
