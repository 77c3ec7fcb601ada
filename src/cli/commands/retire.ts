// `godwit retire`: takes away the files of migrations that every environment has, and that a baseline stands for.
import { missingIn, retiring } from "../../actions/retire.ts";
import { asGodwitError, GodwitError } from "../../core/errors.ts";
import type { Migration } from "../../core/migration.ts";
import { openProject } from "../../project.ts";
import { loadSettings } from "../../settings/load-settings.ts";
import { toolVersion } from "../../settings/tool-version.ts";
import { retireFiles } from "../../sources/retire-files.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { withProject } from "../with-project.ts";

export const retire = command({
  description:
    "Deletes the files of a migration that a baseline covers and that every configured environment has; each of them is " +
    "asked first, and one that cannot be reached is a no. A line for each stays in `baseline/retired.txt`, so that " +
    "databases that had them are still understood, and one that never had them is told which commit still has the file.",
  examples: [
    { command: "godwit squash --to 120", does: "first write a baseline that ends with 120" },
    { command: "godwit retire 120 --to", does: "then 120 and all before it may go" },
    { command: "godwit retire 120 --to --dry-run", does: "only ask, and say what would go" },
  ],
  arguments: { version: { help: "the version; a baseline must end with it", complete: "versions" } },
  flags: {
    to: { help: "all before it, too" },
    dryRun: { help: "only ask the environments, and say which files would go" },
  },
  async run(context, { version, to, dryRun }) {
    const going = await withProject(context, async ({ source }) =>
      retiring(await source.collect(), { version, to }),
    );
    const asked = await askEach(context, going.files);
    const against = asked.filter(({ problem }) => problem !== null);
    const names = going.files.map(({ name }) => name);
    const document = { migrations: names, environments: asked };
    if (against.length > 0) {
      const count = `${against.length} of ${asked.length} ${asked.length === 1 ? "database" : "databases"}`;
      const hint =
        "bring them up to date with `godwit up --env NAME`, or make them reachable, then run the command again";
      return {
        document: { ...document, gone: [] },
        error: new GodwitError("CHECK_FAILED", `${count} cannot do without these files`, { hint }),
        text: () => against.map(({ name, problem }) => `${name}: ${problem}\n`).join(""),
      };
    }
    const what = names.length === 1 ? names[0] : `${names.length} migrations`;
    if (dryRun)
      return { document: { ...document, gone: [] }, text: () => `would retire ${names.join(", ")}\n` };
    await context.confirm(`delete the files of ${what}?`);
    const { root } = await context.settings();
    const { gone, list } = retireFiles(root, going);
    return {
      document: { ...document, gone },
      text: () =>
        `${gone.map((file) => `deleted ${file}\n`).join("")}wrote ${list}: commit it with the deleted files\n`,
    };
  },
});

interface Asked {
  readonly name: string;
  /** Why the files cannot go; null where they can. */
  readonly problem: string | null;
}

/** All environments; the project's own database where none is configured. */
async function askEach(context: Context, files: readonly Migration[]): Promise<readonly Asked[]> {
  const { environments } = await context.settings();
  const asked: Asked[] = [];
  for (const environment of environments.length === 0 ? [undefined] : environments) {
    const name = environment ?? "the project's database";
    asked.push({ name, problem: await problemOf(context, files, environment).catch(sentence) });
  }
  return asked;
}

function sentence(error: unknown): string {
  return `cannot be asked: ${asGodwitError(error).message}`;
}

async function problemOf(
  { cwd, variables, flags, report, signal }: Context,
  files: readonly Migration[],
  environment: string | undefined,
): Promise<string | null> {
  const { DATABASE_URL: _database, GODWIT_URL: _url, ...rest } = variables;
  const own = environment === undefined ? variables : rest;
  const { config, database } = flags;
  const settings = await loadSettings({ cwd, variables: own, config, environment, database });
  const project = openProject({ settings, report, signal, variables: own, toolVersion: toolVersion() });
  try {
    const { missing } = await missingIn(project, files);
    if (missing.length === 0) return null;
    const more = missing.length > 3 ? ` and ${missing.length - 3} more` : "";
    return `does not have ${missing.slice(0, 3).join(", ")}${more}`;
  } finally {
    await project.close();
  }
}
