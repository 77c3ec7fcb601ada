// Columns that stand in the way of a change wait as text: PostgreSQL does not change what they hold within other values.
import { type Fact, type FactKey, keyOf } from "../../core/fact.ts";
import type { Drafts, Scene, StepDraft } from "../../core/kind.ts";
import { printed, qualified } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";
import { holders, isInherited } from "./carry.ts";
import { CARRIED, REBUILT_FOR_A_TYPE } from "./in-the-way.ts";
import { retyped } from "./type.ts";

/** Steps while these columns are text; casting back puts every value to the test. */
export function byWayOfText(columns: readonly Fact[], steps: Drafts<Sql>): StepDraft<Sql>[] {
  return [
    ...columns.map((column) => retyped(column, sql`pg_catalog.text`)),
    ...steps,
    ...columns.map((column) => retyped(column, printed(String(column.attributes.type)))),
  ];
}

/** Columns that hold rows of this table, or types made of them. */
export function holdersOfRows(table: FactKey, scene: Scene): readonly Fact[] {
  const found = new Map<FactKey, Fact>();
  const seen = new Set([table]);
  for (const key of seen) {
    for (const one of scene.dependents(key)) {
      const { kind, path } = one.id;
      if (CARRIED.has(kind)) seen.add(one.key);
      if (kind !== "column" || scene.isGone(one.key) || tableOf(path) === key) continue;
      if (!isInherited(one, scene)) found.set(one.key, one);
      seen.add(tableOf(path));
    }
  }
  return [...found.values()];
}

/** Columns in which values of the domain are parts of other values: no check of it is looked at there. */
export function holdersWithin(domain: Fact, scene: Scene): readonly Fact[] {
  const { columns, types } = holders(domain.key, scene);
  // A domain over it stands for it.
  const plain = new Set([qualified(domain.id.path).text]);
  for (const { id, attributes } of types) {
    if (id.kind === "domain" && plain.has(String(attributes.type))) plain.add(qualified(id.path).text);
  }
  const within = new Map(
    columns.filter(({ attributes }) => !plain.has(String(attributes.type))).map((one) => [one.key, one]),
  );
  for (const { id } of columns) {
    for (const one of holdersOfRows(tableOf(id.path), scene)) within.set(one.key, one);
  }
  return [...within.values()];
}

/** What must go for the time in which these columns are text. */
export function inTheWayOfText(columns: readonly Fact[], scene: Scene): readonly FactKey[] {
  const found = new Set<FactKey>();
  const asked = new Set(columns.map(({ key }) => key));
  for (const key of asked) {
    for (const { key: dependent, id, attributes } of scene.dependents(key)) {
      if (id.kind === "column" && !attributes.generated) asked.add(dependent);
      else if (isInTheWay(id.kind, attributes)) found.add(dependent);
    }
  }
  return [...found];
}

function isInTheWay(kind: string, { type }: Fact["attributes"]): boolean {
  if (kind === "constraint") return type !== "not null";
  return REBUILT_FOR_A_TYPE.has(kind) || WITH_TEXT.has(kind);
}

/** Made for the column's type, not for text. A generated column is one, too. */
const WITH_TEXT = new Set(["index", "statistics", "default", "column"]);

function tableOf(path: readonly string[]): FactKey {
  return keyOf("table", path.slice(0, 2));
}
