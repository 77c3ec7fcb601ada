// `godwit init`: makes a folder a Godwit project.
import { initProject } from "../../sources/init-project.ts";
import { TOOLS, toolLayout } from "../../sources/tool-layouts.ts";
import { writePages } from "../../sources/write-pages.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";

export const init = command({
  description:
    "Writes a configuration file, the migrations folder, and the lines that git needs. Run again, it only adds what is missing.",
  examples: [
    { command: "godwit init", does: "start a project in this folder" },
    { command: "godwit init --from golang-migrate", does: "go on where another tool's folder ends" },
    { command: "godwit init --github", does: "and write a workflow that proves and applies migrations" },
  ],
  arguments: {},
  flags: {
    from: { help: "the tool whose folder is taken over", value: "TOOL", choices: TOOLS },
    github: { help: "also write a GitHub Actions workflow" },
    gitlab: { help: "also write a GitLab CI file to include" },
    rules: { help: "also write MIGRATIONS.md, the project's rules for migrations, from its configuration" },
  },
  async run(context, { from, github, gitlab, rules }) {
    const root = context.cwd;
    const layout = from === undefined ? {} : toolLayout(root, from);
    const project = initProject({ root, github, gitlab, ...layout });
    const page = rules ? await writeRules(context) : { written: [], kept: [] };
    const written = [...project.written, ...page.written];
    const kept = [...project.kept, ...page.kept];
    const next = from === undefined ? "godwit new add_users" : "godwit adopt --dry-run";
    return {
      document: { written, kept },
      text: () =>
        [
          ...written.map((file) => `wrote ${file}\n`),
          ...kept.map((file) => `kept  ${file}\n`),
          `next: ${next}\n`,
        ].join(""),
    };
  },
});

const RULES = "MIGRATIONS.md";

/** Written again when the configuration has changed; a page of the same name by somebody else stays. */
async function writeRules(
  context: Context,
): Promise<{ readonly written: readonly string[]; readonly kept: readonly string[] }> {
  const { rulesPage } = await import("../../pages/rules.ts");
  const { PAGE_BY } = await import("../../pages/markdown.ts");
  const { aboutRules } = await import("../with-documentation.ts");
  const rules = await aboutRules(context);
  const { root } = rules.settings;
  const files = [{ file: RULES, text: rulesPage(rules) }];
  const { written } = writePages({ folder: root, shown: ".", files, marks: [PAGE_BY], check: false });
  return written.length > 0 ? { written: [RULES], kept: [] } : { written: [], kept: [RULES] };
}
