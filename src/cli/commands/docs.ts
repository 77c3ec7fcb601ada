// `godwit docs`: pages about the schema, its migrations and the project's rules, to commit or to publish.
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { LOG_BY } from "../../pages/applied-log.ts";
import { contentsPage } from "../../pages/contents.ts";
import { MERMAID_BY, PAGE_BY } from "../../pages/markdown.ts";
import {
  type DocumentationWish,
  documentation,
  PAGES,
  type PageFile,
  type PageName,
  ruleFiles,
} from "../../project/documentation.ts";
import { toolVersion } from "../../settings/tool-version.ts";
import { shownPath } from "../../sources/shown-path.ts";
import { type PagesReport, writePages } from "../../sources/write-pages.ts";
import { textOf } from "../../sources/write-whole.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { environmentSettings } from "../environment-settings.ts";
import { withComparison } from "../with-comparison.ts";
import { aboutRules } from "../with-documentation.ts";

export const docs = command({
  description:
    "Writes pages in Markdown: the schema with every table, a diagram of it (Mermaid and SVG), a page per migration " +
    "with what it changes and where it is applied, a changelog, what is pending and planned, the project's rules and a " +
    "checklist for reviews. The same input gives the same bytes. The schema is that of the database, or without one what " +
    "the migrations give on a shadow. What Godwit did not write is neither overwritten nor removed.",
  examples: [
    { command: "godwit docs", does: "write all pages into docs/database" },
    {
      command: "godwit docs --check --from migrations --only schema --only diagram",
      does: "for CI: status 3 when one of these is not up to date",
    },
    { command: "godwit docs --only diagram --out doc", does: "only the diagram" },
    { command: "godwit docs --log", does: "also a log of what was applied where and when" },
  ],
  arguments: {},
  flags: {
    out: { help: "the folder of the pages; docs/database unless given", value: "DIR" },
    only: { help: "write this alone; may be given several times", value: "PAGE", many: true, choices: PAGES },
    from: { help: "the schema to describe, as `godwit diff` names it", value: "SCHEMA" },
    log: { help: "also write migrations_applied.log" },
    check: { help: "write nothing; end with status 3 when a page is not up to date" },
  },
  async run(context, { out = "docs/database", only, from, log, check }) {
    const usual = PAGES.filter((name) => name !== "log");
    const wanted = new Set<PageName>([...(only.length > 0 ? only : usual), ...(log ? ["log" as const] : [])]);
    const { cwd, report } = context;
    const settings = await context.settings();
    const folder = resolve(cwd, out);
    const rules = ruleFiles(wanted, await aboutRules(context));
    const others =
      rules.length === wanted.size
        ? []
        : await filesOf(context, { wanted, from, beside: besideIn(folder, wanted) });
    const files = [...others, ...rules];
    const all = [...files, contentsOf(folder, files)];
    const tidy = wanted.has("migrations") ? "migrations" : undefined;
    const shown = shownPath(settings.root, folder);
    const done = writePages({ folder, shown, files: all, marks: MARKS, tidy, check });
    const stale = check && done.written.length + done.removed.length + done.kept.length > 0;
    for (const file of done.kept) {
      report({
        type: "note",
        message: `${file} was not written by Godwit and stays as it is`,
        hint: "move it, or choose another folder with --out",
      });
    }
    return { document: { ...done }, status: stale ? 3 : 0, text: () => textOfReport(done, { check, shown }) };
  },
});

async function filesOf(
  context: Context,
  wish: Pick<DocumentationWish, "wanted" | "from" | "beside">,
): Promise<readonly PageFile[]> {
  const { report, signal, variables } = context;
  const settings = await context.settings();
  return withComparison(context, (comparison, project) => {
    const options = { settings, report, signal, variables, toolVersion: toolVersion() };
    const environment = environmentSettings(context);
    return documentation({ ...wish, options, comparison, project, environment });
  });
}

const MARKS = [PAGE_BY, MERMAID_BY, LOG_BY];

const TITLES = [
  ["schema.md", "The schema"],
  ["diagram.svg", "The diagram"],
  ["changelog.md", "The changelog"],
  ["pending.md", "Pending and planned"],
  ["rules.md", "Rules for migrations"],
  ["review-checklist.md", "Review of a migration"],
  ["migrations_applied.log", "What was applied where"],
] as const;

function isOurs(path: string): boolean {
  return MARKS.some((mark) => textOf(path)?.startsWith(mark));
}

/** What other pages may link to: written now, or by an earlier run. */
function besideIn(folder: string, wanted: ReadonlySet<PageName>): ReadonlySet<PageName> {
  const pages = join(folder, "migrations");
  const migrations = existsSync(pages) && readdirSync(pages).some((name) => isOurs(join(pages, name)));
  const diagram = isOurs(join(folder, "diagram.svg"));
  return new Set([
    ...wanted,
    ...(migrations ? ["migrations" as const] : []),
    ...(diagram ? ["diagram" as const] : []),
  ]);
}

/** Leads to what is written now, and to what an earlier run has written. */
function contentsOf(folder: string, files: readonly PageFile[]): PageFile {
  const now = new Set(files.map(({ file }) => file));
  const there = TITLES.filter(([file]) => now.has(file) || isOurs(join(folder, file)));
  return { file: "README.md", text: contentsPage(there.map(([file, title]) => ({ file, title }))) };
}

function textOfReport(
  { written, removed, unchanged }: PagesReport,
  { check, shown }: { readonly check: boolean; readonly shown: string },
): string {
  if (check) {
    const lines = [
      ...written.map((file) => `${file} is not up to date\n`),
      ...removed.map((file) => `${file} is of a migration that is gone\n`),
    ];
    return lines.length === 0 ? `the pages in ${shown} are up to date\n` : lines.join("");
  }
  const lines = [
    ...written.map((file) => `wrote   ${file}\n`),
    ...removed.map((file) => `removed ${file}\n`),
  ];
  const rest = unchanged === 1 ? "1 page is as it was" : `${unchanged} pages are as they were`;
  return `${lines.join("")}${unchanged === 0 ? "" : `${rest}\n`}`;
}
