// What is compared of a constraint, and what it stands on.
import { type Fact, type FactKey, keyOf } from "../../core/fact.ts";
import type { Scene } from "../../core/kind.ts";
import type { IndexPlace, IndexSettings } from "./index-settings.ts";
import { partitionKey, partitionParent, tableKey } from "./relation.ts";

export type ConstraintAttributes = IndexSettings & {
  readonly type: "primary key" | "unique" | "foreign key" | "check" | "exclude" | "not null";
  /** As PostgreSQL prints it, without what follows here. */
  readonly definition: string;
  /** Of a primary key, and of a not-null constraint. */
  readonly columns: readonly string[];
  /** `deferrable`, `deferrable initially deferred` or null. */
  readonly deferral: string | null;
  /** Existing rows are known to obey it. */
  readonly valid: boolean;
  readonly enforced: boolean;
  /** It comes from a parent table alone: changing the parent changes it. */
  readonly inherited: boolean;
};

export type ConstraintFact = Fact<ConstraintAttributes>;

const INDEXED: ReadonlySet<unknown> = new Set(["primary key", "unique", "exclude"]);

/** There is an index of the same name behind it. */
export function hasIndex({ attributes }: Fact): boolean {
  return INDEXED.has(attributes.type);
}

export function placeOf({ id: { path } }: Fact, schema: Scene["to"]): IndexPlace {
  const [namespace = "", relation = "", name = ""] = path;
  return { index: [namespace, name], on: [namespace, relation], table: tableKey(path, schema) };
}

/** ATTACH PARTITION cannot compare these with the parent's: it makes its own, under a name of its own. */
export function isMadeByAttaching({ id: { path }, attributes }: Fact, scene: Scene): boolean {
  const { type, definition } = attributes as ConstraintAttributes;
  if (type !== "exclude" && !definition.includes(" WITHOUT OVERLAPS")) return false;
  const attachment = scene.to.get(keyOf("index-attachment", [path[0] as string, path[2] as string]));
  return attachment !== undefined && scene.isNew(String(attachment.attributes.partition));
}

/** The name that the index gets so, with a number behind it where there are more than one. */
export function nameByAttaching({ id: { path }, attributes }: Fact): string {
  const { type, definition } = attributes as ConstraintAttributes;
  if (type === "primary key") return `${path[1]}_pkey`;
  const columns = [...definition.matchAll(/[(,] ?"?([^" ,)]+)"?(?= with | WITH |,|\)| WITHOUT)/gi)];
  const names = columns.map(([, column]) => column).join("_");
  return `${path[1]}_${names}_excl`;
}

/** The check of the same name on the table that this one's table is a partition of: it makes and drops this one. */
export function parentsCheck({ id: { path }, attributes }: Fact, schema: Scene["to"]): FactKey | undefined {
  const parent = attributes.type === "check" ? partitionParent(path, schema) : undefined;
  if (parent === undefined) return undefined;
  const table = schema.get(parent);
  const key = table && keyOf("constraint", [...table.id.path, path[2] as string]);
  return key !== undefined && schema.has(key) ? key : undefined;
}

/** The table was a partition already, so that a new check of the parent comes to it by itself. */
export function comesFromParent(fact: Fact, scene: Scene): boolean {
  if (!isParentsNotNull(fact, scene.to) && parentsCheck(fact, scene.to) === undefined) return false;
  return !scene.isNew(partitionKey(fact.id.path)) && !scene.isNew(tableKey(fact.id.path, scene.to));
}

/** The table stays a partition, so that it loses its check with the parent. */
export function goesWithParent(fact: Fact, scene: Scene): boolean {
  if (scene.isGone(partitionKey(fact.id.path))) return false;
  if (isParentsNotNull(fact, scene.from)) return true;
  const parent = parentsCheck(fact, scene.from);
  return parent !== undefined && scene.isGone(parent);
}

/** Under the parent's name, and with the parent's column. */
function isParentsNotNull({ id: { path }, attributes }: Fact, schema: Scene["to"]): boolean {
  const parent = attributes.type === "not null" ? partitionParent(path, schema) : undefined;
  const table = parent === undefined ? undefined : schema.get(parent);
  const [column = ""] = (attributes as ConstraintAttributes).columns;
  return (
    table !== undefined &&
    schema.get(keyOf("column", [...table.id.path, column]))?.attributes.notNull === true
  );
}
