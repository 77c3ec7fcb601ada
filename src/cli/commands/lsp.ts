// `godwit lsp`: a language server for editors, over stdin and stdout.
import { fileURLToPath } from "node:url";
import { lint } from "../../actions/lint.ts";
import { linterOf } from "../../project/lint.ts";
import { openProject } from "../../project.ts";
import { toolVersion } from "../../settings/tool-version.ts";
import { textScript } from "../../sources/loose-scripts.ts";
import { shownPath } from "../../sources/shown-path.ts";
import { command } from "../command.ts";
import { looseOf } from "../loose-script.ts";
import { serve } from "../lsp/server.ts";
import { withProject } from "../with-project.ts";

export const lsp = command({
  description:
    "A language server that editors start: what `godwit lint` finds is shown while one types, with quick fixes. It " +
    "speaks the language server protocol over stdin and stdout, and ends when the editor does.",
  examples: [{ command: "godwit lsp", does: "what an editor runs, in the project's folder" }],
  arguments: {},
  flags: {},
  async run(context) {
    const settings = await context.settings();
    await serve({
      input: context.stdin,
      write: context.stdout.write,
      version: toolVersion(),
      lint: (uri, text) =>
        withProject(
          context,
          async (project) => {
            const script = textScript(nameOf(uri, settings.root), Buffer.from(text));
            const { findings } = await lint(project, {
              pending: false,
              files: new Set(),
              instead: { ...looseOf(script) },
              linter: (major) => linterOf({ settings, major }),
            });
            return findings.filter(({ at }) => at?.file === script.file);
          },
          openProject,
        ),
    });
    return { document: {} };
  },
});

/** What is not saved yet has no file. */
function nameOf(uri: string, root: string): string {
  return uri.startsWith("file:") ? shownPath(root, fileURLToPath(uri)) : uri;
}
