// `godwit init`: makes a folder a Godwit project.
import { initProject } from "../../sources/init-project.ts";
import { command } from "../command.ts";

export const init = command({
  description:
    "Writes a configuration file, the migrations folder, and the lines that git needs. Run again, it only adds what is missing.",
  examples: [
    { command: "godwit init", does: "start a project in this folder" },
    { command: "godwit init --github", does: "and write a workflow that proves and applies migrations" },
  ],
  arguments: {},
  flags: {
    github: { help: "also write a GitHub Actions workflow" },
    gitlab: { help: "also write a GitLab CI file to include" },
  },
  async run(context, { github, gitlab }) {
    const { written, kept } = initProject({ root: context.cwd, github, gitlab });
    return {
      document: { written, kept },
      text: () =>
        [
          ...written.map((file) => `wrote ${file}\n`),
          ...kept.map((file) => `kept  ${file}\n`),
          "next: godwit new add_users\n",
        ].join(""),
    };
  },
});
