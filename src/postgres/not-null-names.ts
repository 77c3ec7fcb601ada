// From 18 on NOT NULL has a name, made of the table's and the column's: it follows when one of these is renamed.
import { type Fact, type FactKey, keyOf, type Schema } from "../core/fact.ts";
import { name } from "./identifier.ts";
import { qualified } from "./kind.ts";
import { usualName } from "./kinds/not-null.ts";
import { type Sql, sql } from "./sql.ts";

interface Following {
  readonly op: Sql;
  /** By its new name. */
  readonly table: FactKey;
}

/** Columns whose NOT NULL has its usual name, by table; kept true through one rename after the other. */
export class NotNullNames {
  readonly #columns = new Map<string, Set<string>>();

  constructor(schema: Schema) {
    const named = new Set<string>();
    for (const { attributes, needs } of schema.values()) {
      if (attributes.type === "not null") for (const key of needs) named.add(key);
    }
    for (const { id, key, attributes, needs } of schema.values()) {
      if (id.kind !== "column" || attributes.notNull !== true || named.has(key)) continue;
      // What comes from a parent has the parent's name.
      if (needs.some((one) => schema.get(one)?.id.kind === "column")) continue;
      const table = keyOf("table", id.path.slice(0, 2));
      this.#columns.set(table, (this.#columns.get(table) ?? new Set()).add(id.path[2] as string));
    }
  }

  /** The statements after a rename that give constraints their usual names. */
  follow({ id: { kind, path } }: Fact, target: string): Following[] {
    const [schema = "", table = "", column = ""] = path;
    const columns = this.#columns.get(keyOf("table", [schema, table]));
    if (!columns) return [];
    if (kind === "column" && columns.delete(column)) {
      columns.add(target);
      return rename([schema, table, column], [schema, table, target]);
    }
    if (kind !== "table") return [];
    this.#columns.delete(keyOf("table", path));
    this.#columns.set(keyOf("table", [schema, target]), columns);
    return [...columns].flatMap((one) => rename([schema, table, one], [schema, target, one]));
  }
}

/** Where a name is too long PostgreSQL has cut it in its own way. */
function rename(from: readonly string[], to: readonly string[]): Following[] {
  const [before, after] = [usualName(from), usualName(to)];
  if ([before, after].some((one) => Buffer.byteLength(one) >= 63)) return [];
  const op = sql`alter table ${qualified(to)} rename constraint ${name(before)} to ${name(after)}`;
  return [{ op, table: keyOf("table", to.slice(0, 2)) }];
}
