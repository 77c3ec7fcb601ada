// `godwit stats`: what the tables of a database hold, for lint where no database can be reached.
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { shownBytes } from "../../actions/shown-size.ts";
import { statisticsOf, type TableStatistics } from "../../actions/statistics.ts";
import { GodwitError } from "../../core/errors.ts";
import { command } from "../command.ts";
import { table } from "../table.ts";
import { withComparison } from "../with-comparison.ts";

export const stats = command({
  description:
    "Shows what the tables of the database hold, as its own statistics say: rows, bytes, indexes, reads and rows written " +
    "since they were reset. No table is read. A file that is kept with --out tells `godwit lint --stats FILE` how grave " +
    "a lock is, where the database cannot be reached, as in CI. It holds names and sizes, and no rows.",
  examples: [
    { command: "godwit stats --env prod", does: "the tables of production" },
    {
      command: "godwit stats --env prod --out stats.json",
      does: "keep it, for `godwit lint --stats stats.json`",
    },
  ],
  arguments: {},
  flags: { out: { help: "write the statistics to this file", value: "FILE" } },
  async run(context, { out }) {
    return withComparison(context, async (comparison) => {
      const live = await comparison.liveDatabase();
      try {
        const { host, name, version } = await live.identify();
        const own = new Set(comparison.own.map((path) => path.join(".")));
        const tables = statisticsOf(await live.occupied()).filter(
          (one) => !own.has(`${one.schema}.${one.name}`),
        );
        const document = { version, tables };
        if (out !== undefined) {
          write(resolve(context.cwd, out), document, out);
          context.report({ type: "note", message: `wrote ${out}` });
        }
        const screen = context.stdout;
        return {
          database: `${host}/${name}`,
          document,
          text: () => (tables.length === 0 ? "no table holds anything\n" : table(COLUMNS, tables, screen)),
        };
      } finally {
        await live.close();
      }
    });
  },
});

const COLUMNS = [
  { title: "TABLE", shrink: 1, cell: ({ schema, name }: TableStatistics) => `${schema}.${name}` },
  {
    title: "ROWS",
    align: "right",
    cell: ({ rows }: TableStatistics) => (rows === null ? "unknown" : String(rows)),
  },
  { title: "SIZE", align: "right", cell: ({ totalBytes }: TableStatistics) => shownBytes(totalBytes) },
  { title: "INDEXES", align: "right", cell: ({ lookups }: TableStatistics) => String(lookups.length) },
  { title: "READS", align: "right", cell: ({ reads }: TableStatistics) => String(reads ?? "") },
  { title: "WRITES", align: "right", cell: ({ writes }: TableStatistics) => String(writes ?? "") },
] as const;

function write(path: string, document: object, shown: string): void {
  try {
    writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`);
  } catch (cause) {
    throw new GodwitError("FILE_WRITE", `cannot write ${shown}: ${(cause as Error).message}`, { cause });
  }
}
