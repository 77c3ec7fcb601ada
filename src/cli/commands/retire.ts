// `godwit retire`: takes away the files of migrations that every environment has, and that a baseline stands for.
import type { Project } from "../../actions/project.ts";
import { missingIn, retiring } from "../../actions/retire.ts";
import { verifyItems } from "../../actions/verify-items.ts";
import { GodwitError } from "../../core/errors.ts";
import type { Migration, Script } from "../../core/migration.ts";
import { retireFiles } from "../../sources/retire-files.ts";
import { askEnvironments } from "../ask-environments.ts";
import { command } from "../command.ts";
import { withProject } from "../with-project.ts";

export const retire = command({
  description:
    "Deletes the files of a migration that a baseline covers and that every configured environment has; each of them is " +
    "asked first, and one that cannot be reached is a no. A line for each stays in `baseline/retired.txt`, so that " +
    "databases that had them are still understood, and one that never had them is told which commit still has the file. " +
    "On DynamoDB the module of `dynamodb.init` takes the place of the baseline: on its items all migrations must change " +
    "nothing.",
  examples: [
    { command: "godwit squash --to 120", does: "first write a baseline that ends with 120" },
    { command: "godwit retire 120 --to", does: "then 120 and all before it may go" },
    { command: "godwit retire 120 --to --dry-run", does: "only ask, and say what would go" },
    { command: "godwit retire 024 --env dev", does: "on DynamoDB: 024, which dev, prod and all others have" },
  ],
  arguments: {
    version: { help: "the version; a baseline must end with it, or init give it", complete: "versions" },
  },
  flags: {
    to: { help: "all before it, too" },
    dryRun: { help: "only ask the environments, and say which files would go" },
  },
  async run(context, { version, to, dryRun }) {
    const going = await withProject(context, async (project) => {
      const collection = await project.source.collect();
      const found = retiring(project, collection, { version, to });
      if (collection.init) await insistOnInit(project, collection.init);
      return found;
    });
    const asked = await askEnvironments(context, (project) => problemOf(project, going.files));
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

/** On an engine of items init stands for what goes: on its own items all that there is must change nothing. */
async function insistOnInit(project: Project, init: Script): Promise<void> {
  const { parity } = await verifyItems(project, { base: init, had: [], init, seed: 1 });
  if (parity.verdict === "pass") return;
  throw new GodwitError(
    "CHECK_FAILED",
    `${init.file} does not give what the migrations give: ${parity.evidence}`,
    {
      at: { file: init.file },
      hint: "make the same change in both, then prove it with `godwit verify --base REF`",
    },
  );
}

async function problemOf(project: Project, files: readonly Migration[]): Promise<string | null> {
  const { missing } = await missingIn(project, files);
  if (missing.length === 0) return null;
  const more = missing.length > 3 ? ` and ${missing.length - 3} more` : "";
  return `does not have ${missing.slice(0, 3).join(", ")}${more}`;
}
