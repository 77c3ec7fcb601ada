// The entities of a schema for a diagram: tables with their columns and keys, and what refers to what.
import { type Fact, keyOf, type Schema, sameValue } from "../core/fact.ts";
import { type ForeignKey, foreignKeyOf, namesIn } from "./printed-names.ts";

/** How it differs from another schema; absent where nothing is compared, or nothing differs. */
export type Mark = "added" | "removed" | "changed";

export interface Entity {
  readonly key: string;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly EntityColumn[];
  readonly mark?: Mark;
}

export interface EntityColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly keys: readonly ("PK" | "FK" | "UK")[];
  readonly mark?: Mark;
}

export interface Relation {
  readonly name: string;
  /** Keys of entities; `from` holds the foreign key. */
  readonly from: string;
  readonly to: string;
  readonly columns: readonly string[];
  /** At most one row refers to a row. */
  readonly one: boolean;
  /** A row need not refer to any. */
  readonly optional: boolean;
  readonly mark?: Mark;
}

export interface Entities {
  readonly entities: readonly Entity[];
  readonly relations: readonly Relation[];
}

/** Partitions are left out: they are their parent's. Sorted, so that the same schema gives the same diagram. */
export function entitiesOf(schema: Schema): Entities {
  const about = surveyed(schema);
  const entities = about.tables.map((table) => entityOf(table, about));
  return { entities, relations: about.constraints.flatMap((one) => relationOf(one, about)).sort(byName) };
}

/** Both schemas in one diagram, with what differs marked. What only the first one has is there, as removed. */
export function entityDifference(from: Schema, to: Schema): Entities {
  const [before, after] = [entitiesOf(from), entitiesOf(to)];
  const entities = together(before.entities, after.entities, ({ key }) => key).map(([old, next]) =>
    merged(old, next, { from, to }),
  );
  const relations = together(
    before.relations,
    after.relations,
    ({ from: key, name }) => `${key} ${name}`,
  ).map(([old, next]) => markedRelation(old, next));
  return { entities: entities.sort((a, b) => order(a.key, b.key)), relations: relations.sort(byName) };
}

interface Survey {
  readonly schema: Schema;
  readonly tables: readonly Fact[];
  readonly columns: ReadonlyMap<string, readonly Fact[]>;
  readonly constraints: readonly Fact[];
}

const HOLDERS = ["table", "foreign-table"];

function surveyed(schema: Schema): Survey {
  const columns = new Map<string, Fact[]>();
  const tables: Fact[] = [];
  const constraints: Fact[] = [];
  for (const fact of schema.values()) {
    const { kind, path } = fact.id;
    if (HOLDERS.includes(kind) && !schema.has(keyOf("partition", path))) tables.push(fact);
    if (kind === "constraint") constraints.push(fact);
    const owner = kind === "column" ? ownerOf(path, schema) : undefined;
    if (owner) columns.set(owner.key, [...(columns.get(owner.key) ?? []), fact]);
  }
  return { schema, columns, constraints, tables: tables.sort((a, b) => order(a.key, b.key)) };
}

function ownerOf(path: readonly string[], schema: Schema): Fact | undefined {
  return HOLDERS.map((kind) => schema.get(keyOf(kind, path.slice(0, 2)))).find(
    (found) => found !== undefined,
  );
}

function entityOf({ key, id: { path } }: Fact, { columns, constraints }: Survey): Entity {
  const [schema = "", name = ""] = path;
  const mine = constraints.filter(({ id }) => id.path[0] === schema && id.path[1] === name);
  const all = [...(columns.get(key) ?? [])].sort((a, b) => (a.position ?? 0) - (b.position ?? 0));
  return { key, schema, name, columns: all.map((column) => columnOf(column, mine)) };
}

function columnOf({ id: { path }, attributes }: Fact, constraints: readonly Fact[]): EntityColumn {
  const name = path[2] ?? "";
  const has = (type: string, whole: boolean) =>
    constraints.some((one) => {
      const columns = one.attributes.type === type ? columnsIn(one) : [];
      return columns.includes(name) && (!whole || columns.length === 1);
    });
  const keys = [
    ...(has("primary key", false) ? ["PK" as const] : []),
    ...(has("foreign key", false) ? ["FK" as const] : []),
    ...(has("unique", true) ? ["UK" as const] : []),
  ];
  const notNull = attributes.notNull === true || keys.includes("PK");
  return { name, type: String(attributes.type), notNull, keys };
}

function columnsIn(constraint: Fact): readonly string[] {
  const { type, definition } = constraint.attributes;
  if (type === "foreign key") return foreignKeyOf(String(definition))?.columns ?? [];
  return namesIn(String(definition).replace(/^[A-Z ]*\(/, ""));
}

function relationOf(constraint: Fact, about: Survey): Relation[] {
  if (constraint.attributes.type !== "foreign key") return [];
  const { path } = constraint.id;
  const from = ownerOf(path, about.schema);
  const found: ForeignKey | undefined = foreignKeyOf(String(constraint.attributes.definition));
  const to = found && ownerOf(found.references, about.schema);
  const known = new Set(about.tables.map(({ key }) => key));
  if (!from || !to || !known.has(from.key) || !known.has(to.key)) return [];
  const { columns } = found;
  const one = about.constraints.some(
    (other) =>
      (other.attributes.type === "primary key" || other.attributes.type === "unique") &&
      other.id.path[0] === path[0] &&
      other.id.path[1] === path[1] &&
      sameValue([...columnsIn(other)].sort(), [...columns].sort()),
  );
  const optional = !columns.every((column) =>
    about.columns
      .get(from.key)
      ?.some(({ id, attributes }) => id.path[2] === column && attributes.notNull === true),
  );
  return [{ name: path[2] ?? "", from: from.key, to: to.key, columns, one, optional }];
}

function merged(
  old: Entity | undefined,
  next: Entity | undefined,
  { from, to }: { readonly from: Schema; readonly to: Schema },
): Entity {
  if (!old || !next) return { ...((next ?? old) as Entity), mark: next ? "added" : "removed" };
  const columns = together(old.columns, next.columns, ({ name }) => name).map(
    ([before, after]): EntityColumn => {
      if (!before || !after)
        return { ...((after ?? before) as EntityColumn), mark: after ? "added" : "removed" };
      const same = JSON.stringify(before) === JSON.stringify(after);
      return same ? after : { ...after, mark: "changed", type: changedType(before, after) };
    },
  );
  const own = !sameFact(from.get(old.key), to.get(next.key));
  return own || columns.some(({ mark }) => mark)
    ? { ...next, columns, mark: "changed" }
    : { ...next, columns };
}

function changedType(before: EntityColumn, after: EntityColumn): string {
  return before.type === after.type ? after.type : `${before.type} → ${after.type}`;
}

function sameFact(a: Fact | undefined, b: Fact | undefined): boolean {
  return JSON.stringify(a?.attributes) === JSON.stringify(b?.attributes);
}

function markedRelation(old: Relation | undefined, next: Relation | undefined): Relation {
  if (!old || !next) return { ...((next ?? old) as Relation), mark: next ? "added" : "removed" };
  return JSON.stringify(old) === JSON.stringify(next) ? next : { ...next, mark: "changed" };
}

/** Pairs of what two lists have under the same name: those of the second in its order, then what only the first has. */
function together<T>(
  before: readonly T[],
  after: readonly T[],
  nameOf: (one: T) => string,
): (readonly [T | undefined, T | undefined])[] {
  const old = new Map(before.map((one) => [nameOf(one), one]));
  const names = new Set(after.map(nameOf));
  return [
    ...after.map((one) => [old.get(nameOf(one)), one] as const),
    ...before.filter((one) => !names.has(nameOf(one))).map((one) => [one, undefined] as const),
  ];
}

function byName(a: Relation, b: Relation): number {
  return order(`${a.from} ${a.name}`, `${b.from} ${b.name}`);
}

/** By code units: the same on every machine, whatever its language. */
function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
