// The result of `verify` as a Markdown page to commit or to attach to a review: the same proofs give the same bytes.
import { type Evidence, PROOFS, type ProofName, type Verdict } from "./proof.ts";
import type { ProvedMigration, VerifyReport } from "./verify.ts";
import { countsOf } from "./verify-document.ts";

const TITLES: Readonly<Record<ProofName, string>> = {
  applies: "applies",
  rollback: "rollback",
  reapplies: "again",
  data: "rows",
  compatible: "compatible",
};

const MARKS: Readonly<Record<Verdict, string>> = {
  pass: "✓",
  fail: "**fails**",
  missing: "missing",
  skipped: "–",
};

export function verifyPage({ migrations, parity, unmodelled }: VerifyReport): string {
  const counts = countsOf(migrations);
  const figures = PROOFS.map((proof) => {
    const { pass, fail, missing, skipped } = counts[proof];
    return row([TITLES[proof], pass, fail, missing, skipped]);
  });
  const head = ["migration", ...PROOFS.map((proof) => TITLES[proof])];
  return `${[
    "# Proofs",
    "",
    row(["proof", "pass", "fail", "missing", "skipped"]),
    row(["---", "---:", "---:", "---:", "---:"]),
    ...figures,
    "",
    `A fresh install equals a migrated database: ${MARKS[parity.verdict]}`,
    "",
    ...(parity.evidence.length > 0 ? [...parity.evidence.map((one) => `- ${lineOf(one)}`), ""] : []),
    ...(unmodelled.length > 0
      ? ["Not compared:", "", ...unmodelled.map((title) => `- ${code(title)}`), ""]
      : []),
    row(head),
    row(head.map(() => "---")),
    ...migrations.map(({ name, proofs }) =>
      row([code(name), ...PROOFS.map((proof) => MARKS[proofs[proof].verdict])]),
    ),
    "",
    ...migrations.flatMap(evidenceOf),
  ].join("\n")}`.replace(/\n+$/, "\n");
}

function evidenceOf({ name, proofs }: ProvedMigration): string[] {
  const told = PROOFS.filter(
    (proof) => proofs[proof].verdict === "fail" || proofs[proof].verdict === "missing",
  );
  if (told.length === 0) return [];
  return [
    `## ${code(name)}`,
    "",
    ...told.flatMap((proof) => [
      `- ${TITLES[proof]}: ${proofs[proof].verdict}`,
      ...proofs[proof].evidence.map((one) => `  - ${lineOf(one)}`),
    ]),
    "",
  ];
}

function lineOf({ message, at }: Evidence): string {
  const place = at ? `${[at.file, at.line].filter((part) => part !== undefined).join(":")}: ` : "";
  return code(`${place}${message}`);
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
}

/** Nothing in it is Markdown, whatever the names are. */
function code(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}
