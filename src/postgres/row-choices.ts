// What each column of a generated row may be, and the next combination after one that the server refused.
import type { ForeignKey, Table } from "./fillable-tables.ts";
import { type FillableColumn, type FilledColumn, valuesOf } from "./row-values.ts";
import { join, name, type Sql, sql } from "./sql.ts";

/** Tables whose turn comes: only a circle of keys refers to them. */
export type Ahead = ReadonlyMap<string, Table>;

interface Choice {
  readonly name: string;
  /** The usual one first. */
  readonly values: readonly Sql[];
}

/** Of all columns that the server gives no value itself; or why there can be no row. */
export function choicesOf(table: Table, ahead: Ahead): readonly Choice[] | string {
  const keys = new Map(
    table.foreignKeys.flatMap((key) => key.columns.map((column) => [column, key] as const)),
  );
  const choices: Choice[] = [];
  for (const column of table.columns) {
    const key = keys.get(column.name);
    if (!key && column.given) continue;
    const values = key
      ? [
          referred({ table, key, from: supposed(table, key, ahead) }, column.name),
          ...(mayBeNothing(column) ? [sql`null`] : []),
        ]
      : valuesOf(column);
    if (values.length === 0) return `no value can be made up for ${column.name} of type ${column.declared}`;
    choices.push({ name: column.name, values });
  }
  return choices;
}

/** Of several keys a check may allow only one. */
function mayBeNothing({ checked, notNull }: FillableColumn): boolean {
  return checked && !notNull;
}

/** Counts through the combinations: first the usual values, then others of the columns that stood in the way. */
export class Picks {
  readonly #choices: readonly Choice[];
  readonly #at: number[];

  constructor(choices: readonly Choice[]) {
    this.#choices = choices;
    this.#at = choices.map(() => 0);
  }

  get combinations(): number {
    return this.#choices.reduce((count, { values }) => count * values.length, 1);
  }

  columns(): readonly FilledColumn[] {
    return this.#choices.map(({ name: column, values }, index) => ({
      name: column,
      value: values[this.#at[index] ?? 0] as Sql,
    }));
  }

  /** Only these columns change, all unless given. */
  next(among?: ReadonlySet<string>): void {
    for (const [index, choice] of this.#choices.entries()) {
      if (among && !among.has(choice.name)) continue;
      const at = ((this.#at[index] ?? 0) + 1) % choice.values.length;
      this.#at[index] = at;
      if (at > 0) return;
    }
  }
}

export function isNeeded({ columns }: Table, key: ForeignKey): boolean {
  const needed = new Set(columns.filter(({ notNull }) => notNull).map((column) => column.name));
  return key.columns.every((column) => needed.has(column));
}

/** The table whose rows come later and must be there: they will have the usual values. */
export function supposed(table: Table, key: ForeignKey, ahead: Ahead): Table | undefined {
  return isNeeded(table, key) ? ahead.get(`${key.targetSchema}.${key.target}`) : undefined;
}

interface Reference {
  readonly table: Table;
  readonly key: ForeignKey;
  /** Whose rows are supposed. */
  readonly from: Table | undefined;
}

/** A row of the table that is referred to; one that refers to itself, or to rows that come later, takes the first value. */
function referred({ table, key, from }: Reference, column: string): Sql {
  const target = key.targetColumns[key.columns.indexOf(column)] as string;
  const relation = name(key.targetSchema, key.target);
  // In one order for all columns of the key: they refer to one row.
  const order = join(key.targetColumns.map((one) => name(one)));
  const found = sql`(select ${name(target)} from ${relation} order by ${order} offset (i - 1) % greatest((select count(*) from ${relation}), 1) limit 1)`;
  const itself = key.target === table.name && key.targetSchema === table.schema;
  const own = (itself ? table : from)?.columns.find((one) => one.name === target);
  const first = own && !own.given ? valuesOf(own)[0] : undefined;
  return first ? sql`coalesce(${found}, ${first})` : found;
}
