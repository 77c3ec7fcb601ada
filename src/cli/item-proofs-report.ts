// Proofs about items, and where a table is not what its init gives, as a person reads them.
import type { ItemDifference, ItemProof, ItemProofs } from "../core/item-proof.ts";
import type { Screen } from "../reporters/screen.ts";

const WORDS = {
  applies: "applies",
  reapplies: "a second time",
  resumes: "from a half",
  rollback: "comes back",
} as const;
const PAINT = { pass: "green", fail: "red", skipped: "yellow" } as const;

export function itemProofsReport({ migrations, parity }: ItemProofs, screen: Screen): string {
  const { paint } = screen;
  const lines: string[] = [];
  for (const { name, proofs } of migrations) {
    lines.push(paint("bold", name));
    for (const [proof, word] of Object.entries(WORDS) as [keyof typeof WORDS, string][]) {
      lines.push(proofLine(word, proofs[proof], screen));
    }
  }
  if (migrations.length === 0) lines.push("no migrations to prove");
  lines.push(proofLine("init equals it", parity, screen));
  return `${lines.join("\n")}\n`;
}

function proofLine(word: string, { verdict, evidence }: ItemProof, { paint }: Screen): string {
  return `  ${word.padEnd(14)} ${paint(PAINT[verdict], verdict.padEnd(7))} ${paint("dim", evidence)}`;
}

export function itemDriftReport(differences: readonly ItemDifference[], { paint }: Screen): string {
  if (differences.length === 0) return "no drift: the table has what its init gives\n";
  const lines = differences.map(({ item, places }) => `  ${paint("bold", item)}: ${places.join(", ")}`);
  return `${["the table is not what its init gives", ...lines].join("\n")}\n`;
}
