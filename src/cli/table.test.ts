// Tables fit the screen, and give up the least important column first.
import { expect, it } from "vitest";
import { screenOf } from "../reporters/screen.ts";
import { type Column, table } from "./table.ts";

interface Row {
  readonly name: string;
  readonly count: number;
  readonly file: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "name", cell: (row) => row.name, shrink: 1 },
  { title: "count", cell: (row) => String(row.count), align: "right" },
  { title: "file", cell: (row) => row.file, shrink: 2 },
];
const ROWS: readonly Row[] = [
  { name: "024_add_users", count: 7, file: "migrations/024_add_users.sql" },
  { name: "025_日本語", count: 1200, file: "migrations/025.sql" },
];

function draw(columns: number, rows = ROWS): string[] {
  const stream = { isTTY: true, columns, write: () => true };
  const screen = screenOf({ stream, variables: {}, noColor: true, platform: "linux" });
  return table(COLUMNS, rows, screen).split("\n");
}

it("is as wide as it needs where there is room", () => {
  expect(draw(200)).toEqual([
    "name           count  file",
    "024_add_users      7  migrations/024_add_users.sql",
    "025_日本語      1200  migrations/025.sql",
    "",
  ]);
});

it("cuts the column that matters least", () => {
  expect(draw(40)[1]).toBe("024_add_users      7  migrations/024_ad…");
});

it("then the next one, but never what must be read", () => {
  expect(draw(20)[1]).toBe("024_a…      7  migra…");
});

it("leaves empty columns out", () => {
  expect(draw(80, [{ name: "a", count: 1, file: "" }])).toEqual(["name  count", "a         1", ""]);
});
