// `godwit squash`: one proved script that stands for many migrations on new databases.
import { relative, resolve } from "node:path";
import { squash as write } from "../../actions/squash.ts";
import { BASELINES } from "../../sources/baselines.ts";
import { writeNew } from "../../sources/write-new.ts";
import { command } from "../command.ts";
import { withComparison } from "../with-comparison.ts";

export const squash = command({
  description:
    "Writes a baseline: one SQL file that gives what the migrations give, their schema with owners and grants, the rows " +
    "that they put there, and the values of sequences. It is proved on a shadow before it is written. `godwit up` runs it " +
    "on a new database instead of the migrations that it covers, and records all of them. Nothing is deleted: that is for " +
    "`godwit retire`.",
  examples: [
    { command: "godwit squash", does: "a baseline for all migrations" },
    { command: "godwit squash --to 120", does: "for those up to 120" },
  ],
  arguments: {},
  flags: { to: { help: "the newest version that it covers", value: "VERSION", complete: "versions" } },
  async run(context, { to }) {
    return withComparison(context, async (comparison, project) => {
      const { root, migrations: folders } = await context.settings();
      const folder = folders[0] ?? resolve(root, "migrations");
      const fileOf = (version: string): string =>
        relative(root, resolve(folder, BASELINES, `${version}_baseline.sql`)).replaceAll("\\", "/");
      const { rehearsals } = comparison;
      const { baseline, text, facts, rows, roles, makes } = await write({
        project,
        diff: comparison,
        rehearsals,
        to,
        fileOf,
      });
      const { file } = baseline.script;
      writeNew([{ path: resolve(root, file), shown: file, text }]);
      const covers = baseline.covers.map(({ version, name }) => ({ version, name }));
      const needs =
        (roles.length === 0 ? "" : `\nroles that must be there before it runs: ${roles.join(", ")}`) +
        (makes.length === 0
          ? ""
          : `\nroles that it makes where they are missing, without a password: ${makes.join(", ")}`);
      return {
        document: { file, version: baseline.version, covers, facts, rows, roles, makes },
        text: () =>
          `wrote ${file}: ${covers.length} migrations, ${facts} facts, ${rows} rows, ` +
          `the same as the migrations give${needs}\n`,
      };
    });
  },
});
