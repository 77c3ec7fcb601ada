// What migrations would do to items, as a person reads it: each operation with its shapes, counts and cost.
import type { ItemPlan, PreviewedMigration } from "../actions/preview-items.ts";
import { formatDuration } from "../core/duration.ts";
import { grouped } from "../core/grouped.ts";
import type { ItemCost, PreviewedOperation } from "../core/item-preview.ts";
import type { Screen } from "../reporters/screen.ts";
import { findingLines } from "./findings.ts";

const MOST_SHAPES = 12;

export function itemPlanReport({ migrations, findings, digest }: ItemPlan, { paint }: Screen): string {
  const lines: string[] = [];
  for (const migration of migrations) lines.push(...previewedLines(migration, paint), "");
  lines.push(...findingLines(findings, paint));
  if (findings.length > 0) lines.push("");
  lines.push(
    migrations.length === 0
      ? "nothing to apply: everything is up to date"
      : `digest ${digest}; nothing was written`,
  );
  return `${lines.join("\n")}\n`;
}

export function previewedLines(
  { name, operations, cost }: PreviewedMigration,
  paint: Screen["paint"],
): string[] {
  const lines: string[] = [];
  lines.push(paint("bold", name));
  if (operations.length === 0) lines.push("  writes nothing");
  for (const operation of operations) {
    const { what, notes } = operation;
    lines.push(notes ? `  ${what}` : `  ${what}: ${countsOf(operation)}`);
    for (const line of notes ?? detailsOf(operation)) lines.push(`    ${paint("dim", line)}`);
  }
  if (operations.some(({ notes }) => !notes))
    lines.push(...costLines(cost).map((line) => `  ${paint("dim", line)}`));
  return lines;
}

function costLines({ indexes, replicas, stream, usd, ...cost }: ItemCost): string[] {
  const { readUnits, writeUnits, historyUnits, estimatedMs, assumptions } = cost;
  return [
    `in all ${grouped(readUnits)} read and ${grouped(writeUnits)} write units, and ${grouped(historyUnits)} write units for the history`,
    ...indexes.map((index) => `index ${index.name}: ${grouped(index.writeUnits)} write units more`),
    ...replicas.map(
      ({ region, writeUnits: more }) => `replica in ${region}: ${grouped(more)} write units more`,
    ),
    ...(stream
      ? [`stream: ${grouped(stream.records)} records of ${stream.holds} for those who read it`]
      : []),
    `costs ${dollars(usd)}, takes ${formatDuration(estimatedMs)}: ${assumptions.join("; ")}`,
  ];
}

function dollars(usd: number): string {
  return usd < 0.01 ? "less than $0.01" : `about $${usd.toFixed(2)}`;
}

function countsOf(operation: PreviewedOperation): string {
  const about = operation.sample ? "about " : "";
  const told = (["changed", "added", "removed", "unchanged", "skipped"] as const)
    .filter((name) => operation[name] > 0)
    .map((name) => `${about}${grouped(operation[name])} ${name}`);
  return told.length === 0 ? "no items" : told.join(", ");
}

function detailsOf({ shapes, readUnits, writeUnits, sample }: PreviewedOperation): string[] {
  const lines = shapes
    .slice(0, MOST_SHAPES)
    .map(({ shape, count, example }) => `${grouped(count)} × ${shape}  (such as ${example})`);
  if (shapes.length > MOST_SHAPES) lines.push(`and ${shapes.length - MOST_SHAPES} more shapes`);
  lines.push(`${grouped(readUnits)} read and ${grouped(writeUnits)} write units`);
  if (sample) {
    const [least, most] = sample.written;
    lines.push(
      `a sample of ${sample.segments} of ${sample.of} segments (seed ${sample.seed}): ${grouped(least)} to ${grouped(most)} items written, with 95 % confidence`,
    );
  }
  return lines;
}
