// The fields of `verify`'s JSON document (CONTRACT section 5).
import type { Evidence, Proof, ProofName, Verdict } from "./proof.ts";
import { PROOFS } from "./proof.ts";
import type { ProvedMigration, VerifyReport } from "./verify.ts";

export interface EvidenceDocument {
  readonly message: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly sqlstate: string | null;
  readonly change: Evidence["change"] | null;
}

export interface MigrationDocument {
  readonly version: string;
  readonly name: string;
  readonly proofs: Readonly<Record<ProofName, Verdict>>;
  /** Of the proofs that have some. */
  readonly evidence: Readonly<Partial<Record<ProofName, readonly EvidenceDocument[]>>>;
}

export interface VerifyDocument {
  readonly migrations: readonly MigrationDocument[];
  readonly parity: Verdict;
  /** Of parity, where there is some. */
  readonly evidence: { readonly parity?: readonly EvidenceDocument[] };
  /** What the migrations leave there that is not compared. */
  readonly unmodelled: readonly string[];
  readonly counts: Readonly<Record<ProofName, Readonly<Record<Verdict, number>>>>;
}

export function verifyDocument({ migrations, parity, unmodelled }: VerifyReport): VerifyDocument {
  return {
    migrations: migrations.map(migrationDocument),
    parity: parity.verdict,
    evidence: parity.evidence.length > 0 ? { parity: parity.evidence.map(evidenceDocument) } : {},
    unmodelled,
    counts: countsOf(migrations),
  };
}

function migrationDocument({ version, name, proofs }: ProvedMigration): MigrationDocument {
  const entries = Object.entries(proofs) as [ProofName, Proof][];
  return {
    version,
    name,
    proofs: fromEntries(entries.map(([proof, { verdict }]) => [proof, verdict])),
    evidence: Object.fromEntries(
      entries
        .filter(([, { evidence }]) => evidence.length > 0)
        .map(([proof, { evidence }]) => [proof, evidence.map(evidenceDocument)]),
    ),
  };
}

function evidenceDocument({ message, at, sqlstate, change }: Evidence): EvidenceDocument {
  return {
    message,
    file: at?.file ?? null,
    line: at?.line ?? null,
    column: at?.column ?? null,
    sqlstate: sqlstate ?? null,
    change: change ?? null,
  };
}

export function countsOf(
  migrations: readonly Pick<ProvedMigration, "proofs">[],
): Readonly<Record<ProofName, Readonly<Record<Verdict, number>>>> {
  return fromEntries(
    PROOFS.map((proof) => {
      const counts = { pass: 0, fail: 0, missing: 0, skipped: 0 };
      for (const { proofs } of migrations) counts[proofs[proof].verdict]++;
      return [proof, counts];
    }),
  );
}

function fromEntries<T>(entries: readonly (readonly [ProofName, T])[]): Readonly<Record<ProofName, T>> {
  return Object.fromEntries(entries) as Record<ProofName, T>;
}
