// `godwit diff`: what differs between two schemas, and the proved SQL that leads from one to the other.
import { diff as compare } from "../../actions/diff.ts";
import { GodwitError } from "../../core/errors.ts";
import { askRenames } from "../ask-renames.ts";
import { command } from "../command.ts";
import { drawDifference } from "../draw-difference.ts";
import { renameWish } from "../rename-flag.ts";
import { withComparison } from "../with-comparison.ts";
import { schemaResult } from "./schema-result.ts";

export const diff = command({
  description:
    "Compares two schemas and prints what differs, and the SQL that leads from the first to the second. A side is a " +
    "URL, an SQL file, a folder of SQL files in any order, `migrations` (those of the project), `schema` (as " +
    "configured) or `env:NAME`. SQL and migrations are run on a throw-away shadow of the same major version as the " +
    "other side. The SQL is only shown after it was tried on a shadow and led where it should; nothing is changed.",
  examples: [
    { command: "godwit diff", does: "what is missing in the migrations to give the configured schema" },
    { command: "godwit diff --from env:prod --to schema.sql", does: "what separates production from a file" },
    {
      command: "godwit diff --from env:dev --to env:prod --exit-code",
      does: "for CI: status 3 when they differ",
    },
    {
      command: "godwit diff --to schema.sql --rename public.users.mail=email",
      does: "a column got another name: it is renamed, not dropped",
    },
    {
      command: "godwit diff --from env:prod --diagram change.svg",
      does: "and a picture of what would change",
    },
  ],
  arguments: {},
  flags: {
    from: { help: "the first side; `migrations` unless given", value: "SCHEMA" },
    to: { help: "the second side; `schema` unless given", value: "SCHEMA" },
    rename: {
      help: "something of the first side that the second calls otherwise; may be given several times",
      value: "OLD=NEW",
      many: true,
      parse: renameWish,
    },
    diagram: {
      help: "also draw the difference into this file, .svg or .mmd (Mermaid); may be given several times",
      value: "FILE",
      many: true,
      parse: diagramFile,
    },
    exitCode: { help: "end with status 3 when the schemas differ" },
  },
  async run(context, { from = "migrations", to = "schema", rename: renames, diagram, exitCode }) {
    return withComparison(context, async (comparison) => {
      const sides = { from: await comparison.source(from), to: await comparison.source(to) };
      try {
        const first = await compare(comparison, { ...sides, renames });
        const said = await askRenames(context, first.changes);
        const report =
          said.length === 0 ? first : await compare(comparison, { ...sides, renames: [...renames, ...said] });
        if (diagram.length > 0) await drawDifference(context, report.sides, diagram);
        const titles = `${sides.from.title} and ${sides.to.title}`;
        const words = {
          same: `no differences between ${titles}`,
          changes: `${sides.from.title} → ${sides.to.title}`,
          sql: "SQL, tried on a shadow",
        };
        const result = schemaResult(report, words, context.stdout);
        return exitCode && report.changes.length > 0 ? { ...result, status: 3 } : result;
      } finally {
        await sides.from.close();
        await sides.to.close();
      }
    });
  },
});

function diagramFile(text: string, flag: string): string {
  if (/\.(?:svg|mmd)$/i.test(text)) return text;
  throw new GodwitError("USAGE", `${flag} "${text}" ends with neither .svg nor .mmd`, {
    hint: "write it as difference.svg, or difference.mmd for Mermaid",
  });
}
