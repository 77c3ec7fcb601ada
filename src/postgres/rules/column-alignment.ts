// Columns in an order that wastes room.
import { storedType, typeShape } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const columnAlignment = rule({
  name: "column-alignment",
  hazards: ["column-alignment"],
  gravity: "S4",
  optIn: true,
  on: ["CreateStmt"],
  why: "PostgreSQL pads each row so that wide columns begin at multiples of their width.",
  instead: "put the widest columns of fixed width first",
  bad: "create table t (a boolean, id bigint primary key, b boolean, n bigint);",
  good: "create table t (id bigint primary key, n bigint, a boolean, b boolean);",
  statement(statement, { report }) {
    const widths = statement.newColumns.map(({ column }) => {
      const type = storedType(typeShape(column.typeName));
      return type.array ? 0 : (WIDTHS[type.name] ?? 0);
    });
    const best = [...widths].sort((a, b) => b - a);
    const wasted = sizeOf(widths) - sizeOf(best);
    if (!widths.includes(0) && wasted >= 8)
      report({ message: `another order of its columns saves ${wasted} bytes in every row` });
  },
});

const WIDTHS: Readonly<Record<string, number>> = {
  bool: 1,
  int2: 2,
  int4: 4,
  float4: 4,
  date: 4,
  oid: 4,
  int8: 8,
  float8: 8,
  timestamp: 8,
  timestamptz: 8,
  time: 8,
  uuid: 16,
};

function sizeOf(widths: readonly number[]): number {
  let size = 0;
  for (const width of widths) {
    // A uuid is bytes: it may begin anywhere.
    const alignment = width === 16 ? 1 : width;
    size = Math.ceil(size / alignment) * alignment + width;
  }
  return Math.ceil(size / 8) * 8;
}
