// Draws who waits for which table, from which statement to which: one bar per table and transaction.
import type { PlannedLock, RehearsedMigration } from "../../actions/rehearsed-step.ts";

const STEP = 56;
const ROW = 22;
const LETTER = 7.3;
const GAP = 12;

interface Bar {
  readonly table: string;
  readonly mode: string;
  /** Statements, counted from 0; the last one is held to its end. */
  readonly from: number;
  readonly to: number;
}

/** Empty where nothing is locked. */
export function timeline(migration: RehearsedMigration): string {
  const bars = barsOf(migration);
  if (bars.length === 0) return "";
  const tables = [...new Set(bars.map(({ table }) => table))];
  const left = Math.max(...tables.map((table) => table.length)) * LETTER + GAP;
  const width = left + migration.steps.length * STEP + GAP;
  const height = (tables.length + 1) * ROW + GAP;
  const numbers = migration.steps.map((_, index) => {
    const x = left + index * STEP + STEP / 2;
    return `<text x="${x}" y="14" text-anchor="middle">${index + 1}</text>`;
  });
  const names = tables.map((table, index) => {
    return `<text x="0" y="${(index + 1) * ROW + 15}">${escapeHtml(table)}</text>`;
  });
  const drawn = bars.map(({ table, mode, from, to }) => {
    const x = left + from * STEP + 2;
    const y = (tables.indexOf(table) + 1) * ROW + 3;
    const title = `${table}: ${mode}, from statement ${from + 1} to the end of ${to + 1}`;
    return `<rect class="${effectOf(mode)}" x="${x}" y="${y}" width="${(to - from + 1) * STEP - 4}" height="${ROW - 6}" rx="3"><title>${escapeHtml(title)}</title></rect>`;
  });
  return `<svg role="img" aria-label="locks by statement" viewBox="0 0 ${width} ${height}" width="${width}">
${[...numbers, ...names, ...drawn].join("\n")}
</svg>
<p class="dim">Statements from left to right. <svg width="12" height="12"><rect class="reads" width="12" height="12"/></svg> nobody reads or writes, <svg width="12" height="12"><rect class="writes" width="12" height="12"/></svg> nobody writes, <svg width="12" height="12"><rect class="free" width="12" height="12"/></svg> reads and writes go on.</p>`;
}

/** A lock is held to the end of its transaction; a stronger one on the same table is drawn over it. */
function barsOf({ steps }: RehearsedMigration): readonly Bar[] {
  return steps.flatMap(({ locks, part, transaction }, from) => {
    const last = steps.findLastIndex((step) => step.part === part);
    const to = transaction === "none" ? from : last;
    return locks.map(
      ({ relation, mode }: PlannedLock): Bar => ({ table: relation.join("."), mode, from, to }),
    );
  });
}

function effectOf(mode: string): "reads" | "writes" | "free" {
  if (mode === "ACCESS EXCLUSIVE") return "reads";
  return /^(?:SHARE|SHARE ROW EXCLUSIVE|EXCLUSIVE)$/.test(mode) ? "writes" : "free";
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
