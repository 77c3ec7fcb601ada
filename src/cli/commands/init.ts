// `godwit init`: makes a folder a Godwit project.
import { relative } from "node:path";
import { initProject } from "../../sources/init-project.ts";
import { command } from "../command.ts";

export const init = command({
  description: "Writes a configuration file, the migrations folder, and the lines that git needs. Run again, it only adds what is missing.",
  examples: [{ command: "godwit init", does: "start a project in this folder" }],
  arguments: {},
  flags: {},
  async run(context) {
    const root = context.cwd;
    const { written, kept } = initProject({ root, ...(context.flags.dir === undefined ? {} : { migrations: relative(root, context.flags.dir) || "." }) });
    return {
      document: { written, kept },
      text: () =>
        [...written.map((file) => `wrote ${file}\n`), ...kept.map((file) => `kept  ${file}\n`), "next: godwit new add_users\n"].join(""),
    };
  },
});
