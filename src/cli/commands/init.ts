// `godwit init`: makes a folder a Godwit project.
import { initProject } from "../../sources/init-project.ts";
import { command } from "../command.ts";

export const init = command({
  description:
    "Writes a configuration file, the migrations folder, and the lines that git needs. Run again, it only adds what is missing.",
  examples: [{ command: "godwit init", does: "start a project in this folder" }],
  arguments: {},
  flags: {},
  async run(context) {
    const { written, kept } = initProject({ root: context.cwd });
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
