// What a reviewer should look at in a rehearsed plan: who waits while much is read or written, and what is lost.
import { type FactKey, keyOf } from "../core/fact.ts";
import type { Finding } from "../core/finding.ts";
import type { PlannedLock, RehearsedMigration, RehearsedStep, Touched } from "./rehearsed-step.ts";

export function planFindings(migrations: readonly RehearsedMigration[]): readonly Finding[] {
  return migrations.flatMap((migration) => [
    ...migration.steps.flatMap((step, index) => [
      ...slow(step, heldUntil(migration, index)),
      ...loss(step),
      ...reading(step),
    ]),
    ...whole(migration),
  ]);
}

/** Locks of the same transaction, this step's included: all are held to its end. */
function heldUntil({ steps }: RehearsedMigration, index: number): readonly PlannedLock[] {
  const part = steps[index]?.part;
  return steps.slice(0, index + 1).flatMap((step) => (step.part === part ? step.locks : []));
}

function slow(step: RehearsedStep, held: readonly PlannedLock[]): Finding[] {
  const rewritten = new Set(step.rewrites.map(keyOfTable));
  const scanned = step.scans.filter((touched) => !rewritten.has(keyOfTable(touched)));
  const finding =
    (verb: string, rule: string) =>
    (touched: Touched): Finding[] => {
      const waits = waiting(touched, held);
      if (!touched.extent || waits === null) return [];
      const message = `${verb} all of ${shownTable(touched)}; ${waits} until the transaction ends`;
      return [{ rule, severity: "warning", message, at: step.at }];
    };
  return [
    ...step.rewrites.flatMap(finding("rewrites", "rewrite-while-locked")),
    ...scanned.flatMap(finding("reads", "scan-while-locked")),
  ];
}

const BLOCKS_READS = new Set(["ACCESS EXCLUSIVE"]);
const BLOCKS_WRITES = new Set(["SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE"]);

/** Who waits for the table, in words; null where its rows can be read and written. */
function waiting(touched: Touched, held: readonly PlannedLock[]): string | null {
  const key = keyOfTable(touched);
  const modes = held.filter((lock) => keyOfTable(lock) === key).map(({ mode }) => mode);
  if (modes.some((mode) => BLOCKS_READS.has(mode))) return "reads and writes of it wait";
  return modes.some((mode) => BLOCKS_WRITES.has(mode)) ? "writes to it wait" : null;
}

function keyOfTable({ relation }: Touched): FactKey {
  return keyOf("table", relation);
}

function loss({ losesData, at }: RehearsedStep): Finding[] {
  if (losesData === null) return [];
  return [{ rule: "data-loss", severity: "warning", message: `loses ${losesData}`, at }];
}

/** ACCESS EXCLUSIVE on a partition or parent is in `locks` of its own: a statement that locks many is worth a look. */
const MANY = 10;

function reading({ locks, at }: RehearsedStep): Finding[] {
  const blocking = locks.filter(({ mode }) => BLOCKS_READS.has(mode) || BLOCKS_WRITES.has(mode));
  if (blocking.length < MANY) return [];
  const message = `locks ${blocking.length} tables at once`;
  return [{ rule: "many-locks", severity: "note", message, at }];
}

function whole({ name, parts, reversible, steps }: RehearsedMigration): Finding[] {
  const at = steps[0] ? { file: steps[0].at.file } : undefined;
  const note = (rule: string, message: string): Finding => ({
    rule,
    severity: "note",
    message,
    ...(at ? { at } : {}),
  });
  return [
    ...(parts > 1
      ? [note("not-atomic", `${name} is not atomic: ${parts} parts that commit one by one`)]
      : []),
    ...(reversible ? [] : [note("no-rollback", `${name} has no rollback`)]),
  ];
}

/** `public.users (1.2 million rows, 340 MB)`. */
export function shownTable({ relation, extent }: Touched): string {
  const path = relation.join(".");
  if (!extent) return path;
  const rows = extent.rows === null ? "" : `about ${shownCount(extent.rows)} rows, `;
  return `${path} (${rows}${shownBytes(extent.bytes)})`;
}

function shownCount(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)} billion`;
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)} million`;
  return count >= 1e4 ? `${Math.round(count / 1e3)} thousand` : String(count);
}

function shownBytes(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value >= 10 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
