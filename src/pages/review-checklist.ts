// What a reviewer of a migration ticks off: the project's rules as questions, after what the commands find by themselves.
import { code, page, words } from "./markdown.ts";
import type { RulesAbout } from "./rules.ts";

export function reviewChecklist({ config, settings }: RulesAbout): string {
  return page([
    "# Review of a migration",
    "## By command",
    boxes([
      `${code("godwit check --only files")}: every file can be read`,
      `${code("godwit lint")}: nothing that breaks, blocks or destroys`,
      `${code("godwit plan")}: what runs, what it locks, rewrites and loses`,
      `${code("godwit verify")}: it applies, its rollback takes it back, rows survive`,
      ...(settings.schema
        ? [`${code("godwit check --schema")}: the migrations give the desired schema`]
        : []),
      ...(settings.dump ? [`the dump is committed, and ${code("godwit check --only dump")} agrees`] : []),
    ]),
    "## By reading",
    boxes([
      "one logical change, and its description says why",
      "the rollback is there, or the header says why it cannot be",
      "the application of the release before it works with it",
      "it does not rewrite or lock a large table for long",
      "what it deletes is nowhere read any more, and can be brought back",
      ...(settings.transaction === "all" ? ["it runs in a transaction with all others"] : []),
      ...(settings.role === undefined
        ? []
        : [`it sets no role of its own: ${code(settings.role)} owns what it makes`]),
      ...tenancyBoxes(config),
      ...Object.entries(config.owners ?? {}).map(
        ([pattern, team]) => `where it touches ${code(pattern)}: ${words(team)} agrees`,
      ),
    ]),
    ...environmentBoxes(config),
  ]);
}

function boxes(items: readonly string[]): string {
  return items.map((item) => `- [ ] ${item}`).join("\n");
}

function tenancyBoxes({ tenancy }: RulesAbout["config"]): readonly string[] {
  if (!tenancy) return [];
  const exempt = Object.keys(tenancy.exempt ?? {});
  return [
    `a new table has ${code(tenancy.column)}, row level security enabled and forced, and its policy${
      exempt.length === 0 ? "" : ` (exempt: ${exempt.map(code).join(", ")})`
    }`,
  ];
}

function environmentBoxes({ environments = {} }: RulesAbout["config"]): readonly string[] {
  const all = Object.entries(environments).flatMap(
    ([name, { after, backup, window, approvals, protected: guarded }]) => {
      const items = [
        ...(after === undefined ? [] : [`it has run in ${code(after)}`]),
        ...(approvals === undefined
          ? []
          : [`${approvals.count} have approved it, from risk ${approvals.risk} on`]),
        ...(window === undefined ? [] : [`it runs within ${code(window.when)}`]),
        ...(backup === undefined ? [] : ["there is a backup"]),
        ...(guarded && !approvals ? ["somebody knows that it runs, and looks"] : []),
      ];
      return items.length === 0 ? [] : [`## Before it runs in ${words(name)}`, boxes(items)];
    },
  );
  return all;
}
