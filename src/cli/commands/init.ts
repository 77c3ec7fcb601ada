// `godwit init`: makes a folder a Godwit project.
import { initProject } from "../../sources/init-project.ts";
import { TOOLS, toolLayout } from "../../sources/tool-layouts.ts";
import { command } from "../command.ts";

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
  },
  async run(context, { from, github, gitlab }) {
    const root = context.cwd;
    const layout = from === undefined ? {} : toolLayout(root, from);
    const { written, kept } = initProject({ root, github, gitlab, ...layout });
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
