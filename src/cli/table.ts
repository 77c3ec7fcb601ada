// Columns of text that fit the terminal: what is too wide gives way, the least important column first.
import type { Paint, Screen } from "../reporters/screen.ts";
import { oneLine, pad, textWidth, truncate } from "../reporters/text-width.ts";

export interface Column<Row> {
  readonly title: string;
  readonly align?: "right";
  /** Columns with a higher number are cut first; without one a column is never cut. */
  readonly shrink?: number;
  cell(row: Row): string;
  /** How to paint the cell, after it was cut. */
  paint?(row: Row): Paint | undefined;
}

const GAP = 2;
/** A column is not cut below this, or below its title. */
const LEAST = 6;

/** Lines with a line break after each; empty columns are left out. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], screen: Screen): string {
  const cells = columns.map((column) => rows.map((row) => oneLine(column.cell(row))));
  const kept = columns
    .map((column, index) => ({ column, cells: cells[index] ?? [] }))
    .filter((entry) => entry.cells.some((cell) => cell !== ""));
  const widths = fitted(
    kept.map(({ column, cells }) => ({
      width: Math.max(textWidth(column.title), ...cells.map(textWidth)),
      least: Math.max(LEAST, textWidth(column.title)),
      shrink: column.shrink,
    })),
    screen.width(),
  );
  const line = (write: (entry: (typeof kept)[number], index: number) => string) =>
    `${kept.map(write).join(" ".repeat(GAP)).trimEnd()}\n`;
  const header = line(({ column }, index) =>
    screen.paint("bold", pad(column.title, widths[index] ?? 0, side(column))),
  );
  const body = rows.map((row, number) =>
    line(({ column, cells }, index) => {
      const width = widths[index] ?? 0;
      const text = pad(truncate(cells[number] ?? "", width), width, side(column));
      const paint = column.paint?.(row);
      return paint ? screen.paint(paint, text) : text;
    }),
  );
  return header + body.join("");
}

function side<Row>(column: Column<Row>): "left" | "right" {
  return column.align === "right" ? "left" : "right";
}

interface Wish {
  readonly width: number;
  readonly least: number;
  readonly shrink: number | undefined;
}

function fitted(wishes: readonly Wish[], available: number): number[] {
  const widths = wishes.map(({ width }) => width);
  let excess =
    widths.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, widths.length - 1) - available;
  const order = wishes
    .map((wish, index) => ({ ...wish, index }))
    .filter((wish) => wish.shrink !== undefined)
    .sort((a, b) => (b.shrink ?? 0) - (a.shrink ?? 0));
  for (const { index, width, least } of order) {
    if (excess <= 0) break;
    const given = Math.min(excess, Math.max(0, width - least));
    widths[index] = width - given;
    excess -= given;
  }
  return widths;
}
