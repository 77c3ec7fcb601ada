// What a reviewer should look at in a rehearsed plan: who waits while much is read or written, and what is lost.
import { type FactKey, keyOf } from "../core/fact.ts";
import type { Finding } from "../core/finding.ts";
import { blocks } from "./blocking.ts";
import type { PlannedLock, RehearsedMigration, RehearsedStep, Touched } from "./rehearsed-step.ts";
import { shownBytes, shownTable, shownTime } from "./shown-size.ts";

export function planFindings(migrations: readonly RehearsedMigration[]): readonly Finding[] {
  return migrations.flatMap((migration) => [
    ...migration.steps.flatMap((step, index) => [
      ...slow(step, heldUntil(migration, index)),
      ...loss(step),
      ...reading(step),
    ]),
    ...heldLong(migration),
    ...space(migration),
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
      const { estimate } = step;
      const time = estimate && estimate.ms >= TOLD_MS ? `, ${shownTime(estimate.ms)}` : "";
      const message = `${verb} all of ${shownTable(touched)}${time}; ${waits} until the transaction ends`;
      const severity = estimate && estimate.most < QUICK_MS ? "note" : "warning";
      return [{ rule, severity, message, at: step.at }];
    };
  return [
    ...step.rewrites.flatMap(finding("rewrites", "rewrite-while-locked")),
    ...scanned.flatMap(finding("reads", "scan-while-locked")),
  ];
}

/** What is over sooner, even if the estimate is wrong, nobody notices. */
const QUICK_MS = 100;
/** Shorter times are not told: they are less sure than that. */
export const TOLD_MS = 50;

/** Who waits for the table, in words; null where its rows can be read and written. */
function waiting(touched: Touched, held: readonly PlannedLock[]): string | null {
  const key = keyOfTable(touched);
  const blocked = held.filter((lock) => keyOfTable(lock) === key).map(({ mode }) => blocks(mode));
  if (blocked.includes("reads")) return "reads and writes of it wait";
  return blocked.includes("writes") ? "writes to it wait" : null;
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
  const blocking = locks.filter(({ mode }) => blocks(mode) !== null);
  if (blocking.length < MANY) return [];
  const message = `locks ${blocking.length} tables at once`;
  return [{ rule: "many-locks", severity: "note", message, at }];
}

/** A lock that lasts this long is told even where its own statement is quick. */
const LONG_MS = 1_000;

/** Tables that are locked while other statements of the transaction, on other tables, take their time. */
function heldLong({ steps }: RehearsedMigration): Finding[] {
  return steps.flatMap((step) => {
    if (step.blockedMs === null || step.blockedMs < LONG_MS) return [];
    const worked = new Set(
      steps
        // What takes long itself is told by its own finding.
        .filter(({ part, estimate }) => part === step.part && (estimate?.ms ?? 0) >= LONG_MS / 2)
        .flatMap(({ rewrites, scans }) => [...rewrites, ...scans].map(keyOfTable)),
    );
    return step.locks.flatMap((lock): Finding[] => {
      const waits = blocks(lock.mode);
      if (waits === null || worked.has(keyOfTable(lock))) return [];
      const who = waits === "reads" ? "reads and writes of it wait" : "writes to it wait";
      const time = shownTime(step.blockedMs ?? 0);
      const message = `${shownTable(lock)} stays locked for ${time}, while later statements run: ${who}`;
      return [{ rule: "lock-held-long", severity: "warning", message, at: step.at }];
    });
  });
}

const MUCH_BYTES = 64 * 1024 * 1024;

/** What is written anew stands beside the old until the transaction ends. */
function space({ steps, name }: RehearsedMigration): Finding[] {
  const byPart = new Map<number, number>();
  for (const { part, estimate } of steps) byPart.set(part, (byPart.get(part) ?? 0) + (estimate?.disk ?? 0));
  const most = Math.max(0, ...byPart.values());
  if (most < MUCH_BYTES) return [];
  const logged = steps.reduce((sum, { estimate }) => sum + (estimate?.logged ?? 0), 0);
  const message = `${name} needs about ${shownBytes(most)} of disk beside what is there, and writes about ${shownBytes(logged)} of log; how much is free, the server does not tell`;
  return [{ rule: "disk-headroom", severity: "note", message, at: { file: steps[0]?.at.file ?? "" } }];
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
