// The generated pages of the manual about lint: every rule, and what other linters find.
import type { Rule } from "../../src/core/rule.ts";
import type { Answer, Peer } from "./parity.ts";

const MEANING = {
  S1: "S1, an error: breaks or destroys",
  S2: "S2, an error: stops the application for a while, or loses something",
  S3: "S3, a warning: to be thought about",
  S4: "S4, a note: there is a better way",
} as const;

export function rulesPage(
  rules: readonly Rule[],
  about: readonly { readonly name: string; readonly gravity: Rule["gravity"] }[],
): string {
  const sorted = [...rules].sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = sorted.map(({ name, gravity, optIn, instead }) => {
    const level = optIn ? `${gravity}, off` : gravity;
    return `| [\`${name}\`](#${name}) | ${level} | ${instead.replaceAll("|", "\\|")} |`;
  });
  return [
    "# Rules",
    "Written from the rules themselves by `npx vitest run --project unit test/lint-manual.test.ts -u`. How rules are chosen, silenced and written is told in [linting](lint.md).",
    Object.values(MEANING)
      .map((meaning) => `- ${meaning}`)
      .join("\n"),
    "A rule that is off runs where `rules` or `--rule` name it.",
    ["| rule | | instead |", "|---|---|---|", ...rows].join("\n"),
    "About the ignores of a file, and files that cannot be read:",
    [
      "| rule | |",
      "|---|---|",
      ...about.map(({ name, gravity }) => `| \`${name}\` | ${gravity} |`),
      "| `syntax-error`, `unreadable` | always errors |",
    ].join("\n"),
    ...sorted.map(section),
  ]
    .join("\n\n")
    .concat("\n");
}

function section(rule: Rule): string {
  const { name, gravity, optIn, sized, why, instead, hazards, bad, good } = rule;
  const depends = sized ? "; how grave it is, the size of the table decides where it is known" : "";
  const language = "module" in rule ? "ts" : "sql";
  return [
    `## ${name}`,
    `${MEANING[gravity]}${optIn ? "; off unless asked for" : ""}${depends}. Classes: ${hazards.map((hazard) => `\`${hazard}\``).join(", ")}.`,
    why,
    `Instead: ${instead}.`,
    `Found:\n\n\`\`\`${language}\n${bad.trimEnd()}\n\`\`\``,
    `Not found:\n\n\`\`\`${language}\n${good.trimEnd()}\n\`\`\``,
  ].join("\n\n");
}

export function parityPage(peers: readonly Peer[]): string {
  const sections = peers.map(({ name, rules }) => {
    const rows = Object.entries(rules).map(([rule, answer]) => `| ${rule} | ${answerText(answer)} |`);
    return `## ${name}\n\n${["| theirs | ours |", "|---|---|", ...rows].join("\n")}`;
  });
  const all = peers.flatMap(({ rules }) => Object.values(rules));
  const none = all.filter((answer) => answer.startsWith("no: ")).length;
  return [
    "# What other linters find",
    `Written by \`npx vitest run --project unit test/lint-manual.test.ts -u\` from the lists in the tests: ${all.length} rules of others, of which ${none} have none of ours, with the reason.`,
    ...sections,
  ]
    .join("\n\n")
    .concat("\n");
}

function answerText(answer: Answer): string {
  return answer.startsWith("no: ")
    ? `none: ${answer.slice(4)}`
    : answer
        .split(" ")
        .map((name) => (name === "unused-ignore" ? `\`${name}\`` : `[\`${name}\`](rules.md#${name})`))
        .join(", ");
}
