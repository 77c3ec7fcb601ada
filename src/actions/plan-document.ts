// A rehearsed plan as the JSON of CONTRACT section 5, which is also what `plan --out` keeps.
import { transactionsOf } from "./blocked-tables.ts";
import { changeDocument } from "./describe-change.ts";
import { findingDocument } from "./finding-document.ts";
import type { PlanReport } from "./plan.ts";
import type { PlannedLock, RehearsedMigration, RehearsedStep } from "./rehearsed-step.ts";

export function planDocument({ digest, basis, migrations, changes, findings, measured }: PlanReport) {
  return {
    digest,
    basis,
    migrations: migrations.map(rehearsedDocument),
    changes: changes.map(changeDocument),
    pace: measured ? "measured" : "usual",
    findings: findings.map(findingDocument),
    // Approvals are bound to the digest; this version asks for none.
    approvals: [],
  };
}

export function rehearsedDocument(migration: RehearsedMigration) {
  return {
    version: migration.version,
    name: migration.name,
    parts: migration.parts,
    hasRollback: migration.reversible,
    steps: migration.steps.map(stepDocument),
    transactions: transactionsOf(migration).map(({ part, ms, blocked }) => ({
      part,
      estimatedMs: ms,
      blocked: blocked.map((table) => ({
        relation: table.relation.join("."),
        lock: table.lock,
        blocks: table.blocks,
        blockedMs: table.ms,
      })),
    })),
  };
}

function stepDocument({
  sql,
  at,
  part,
  transaction,
  locks,
  rewrites,
  scans,
  rows,
  losesData,
  estimate,
  blockedMs,
}: RehearsedStep) {
  const [strongest] = locks;
  return {
    sql,
    file: at.file,
    line: at.line ?? null,
    column: at.column ?? null,
    part,
    transaction,
    lock: strongest?.mode ?? null,
    lockSource: strongest?.source ?? null,
    relation: strongest ? strongest.relation.join(".") : null,
    locks: locks.map(lockDocument),
    rewrites: rewrites.length > 0,
    rewritten: rewrites.map(({ relation }) => relation.join(".")),
    scans: scans.length > 0,
    scanned: scans.map(({ relation }) => relation.join(".")),
    rows,
    losesData,
    estimatedMs: estimate?.ms ?? null,
    estimatedRange: estimate ? [estimate.least, estimate.most] : null,
    blockedMs,
    logged: estimate?.logged ?? null,
    disk: estimate?.disk ?? null,
  };
}

function lockDocument({ relation, mode, source, extent }: PlannedLock) {
  return {
    relation: relation.join("."),
    lock: mode,
    lockSource: source,
    rows: extent?.rows ?? null,
    bytes: extent?.bytes ?? null,
  };
}
