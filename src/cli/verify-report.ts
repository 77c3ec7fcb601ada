// How a person reads what was proved: what does not hold in detail, then a line of figures for each proof.
import { type Evidence, PROOFS, type Proof, type ProofName, type Verdict } from "../actions/proof.ts";
import type { ProvedMigration, VerifyReport } from "../actions/verify.ts";
import { countsOf } from "../actions/verify-document.ts";
import type { Paint, Screen } from "../reporters/screen.ts";
import { printable } from "../reporters/text-width.ts";
import { table } from "./table.ts";

/** Of one proof, so many lines; the rest is in the JSON document. */
const SHOWN = 12;

const TITLES: Readonly<Record<ProofName, string>> = {
  applies: "applies",
  rollback: "rolls back exactly",
  reapplies: "applies again",
  data: "keeps rows",
  compatible: "old queries work",
};

export function verifyReport({ migrations, parity, unmodelled }: VerifyReport, screen: Screen): string {
  if (migrations.length === 0) return "there are no migrations to prove\n";
  const lines = [
    ...migrations.flatMap((migration) => migrationLines(migration, screen)),
    ...(parity.verdict === "fail"
      ? [screen.paint("bold", PARITY), ...proofLines("equals what the migrations give", parity, screen)]
      : []),
  ];
  const details = lines.length === 0 ? "" : `${lines.map(printable).join("\n")}\n\n`;
  return `${details}${figures(migrations, screen)}\n${parityLine(parity, screen)}${whySkipped(migrations)}${unknown(unmodelled)}`;
}

const PAINTS: Readonly<Record<Verdict, Paint>> = {
  pass: "green",
  fail: "red",
  missing: "yellow",
  skipped: "dim",
};

function migrationLines({ name, proofs }: ProvedMigration, screen: Screen): string[] {
  const shown = PROOFS.filter((proof) => {
    const { verdict, evidence } = proofs[proof];
    const warns =
      verdict === "pass" && proof === "compatible" && evidence.some(({ sqlstate }) => sqlstate !== undefined);
    return (
      verdict === "fail" || verdict === "missing" || warns || (verdict === "skipped" && proof === "applies")
    );
  });
  if (shown.length === 0) return [];
  const { paint } = screen;
  return [paint("bold", name), ...shown.flatMap((proof) => proofLines(TITLES[proof], proofs[proof], screen))];
}

function proofLines(title: string, { verdict, evidence }: Proof, { paint }: Screen): string[] {
  const rest = evidence.length - SHOWN;
  const more = rest > 0 ? [`      and ${rest} more`] : [];
  return [
    `  ${paint(PAINTS[verdict], verdict)} ${title}`,
    ...evidence.slice(0, SHOWN).flatMap(evidenceLines),
    ...more,
  ];
}

const PARITY = "fresh install";

function parityLine({ verdict, evidence }: Proof, { paint }: Screen): string {
  const shown = verdict === "pass" ? evidence : verdict === "skipped" ? evidence.slice(0, 1) : [];
  const why = shown.length > 0 ? `: ${shown.map(({ message }) => message).join("; ")}` : "";
  return printable(`${PARITY} equals migrated: ${paint(PAINTS[verdict], verdict)}${why}`).concat("\n");
}

function evidenceLines({ message, at }: Evidence): string[] {
  const place = at ? `${[at.file, at.line, at.column].filter((part) => part !== undefined).join(":")}: ` : "";
  const [first = "", ...rest] = message.split("\n");
  return [`      ${place}${first}`, ...rest.map((line) => `        ${line}`)];
}

function figures(migrations: readonly ProvedMigration[], screen: Screen): string {
  const counts = countsOf(migrations);
  const column = (verdict: Verdict) => ({
    title: verdict,
    align: "right" as const,
    cell: (proof: ProofName) => (counts[proof][verdict] === 0 ? "" : String(counts[proof][verdict])),
    paint: () => PAINTS[verdict],
  });
  return table<ProofName>(
    [
      { title: "proof", cell: (proof) => TITLES[proof] },
      column("pass"),
      column("fail"),
      column("missing"),
      column("skipped"),
    ],
    PROOFS,
    screen,
  );
}

function unknown(titles: readonly string[]): string {
  if (titles.length === 0) return "";
  return `\nnot compared, since Godwit does not know this kind:\n${titles.map((title) => `  ${printable(title)}`).join("\n")}\n`;
}

/** The reasons, each once: what was not tried must not look like what was. */
function whySkipped(migrations: readonly ProvedMigration[]): string {
  const lines = PROOFS.flatMap((proof) => {
    const reasons = new Map<string, number>();
    for (const { proofs } of migrations) {
      const { verdict, evidence } = proofs[proof];
      const reason = evidence[0]?.message;
      if (verdict === "skipped" && reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    return [...reasons].map(([reason, count]) => `  ${TITLES[proof]}, ${count}: ${reason}`);
  });
  return lines.length === 0 ? "" : `\nskipped:\n${lines.map(printable).join("\n")}\n`;
}
