// `godwit sql`: what `up` or `down` would do, as a script for psql.
import { writeScript } from "../../actions/write-script.ts";
import { GodwitError } from "../../core/errors.ts";
import { openProject } from "../../project.ts";
import { command } from "../command.ts";
import { withProject } from "../with-project.ts";

export const sql = command({
  description:
    "Writes a script for psql that does what `up` or `down` would do, and leaves the same history: it stops at the first " +
    "error, takes the lock, and refuses a database that does not stand where the range begins. No database is asked. " +
    "RANGE is A:B, two versions: the database stands at A and is to be at B; either may be left out.",
  examples: [
    { command: "godwit sql > all.sql", does: "all migrations, for a new database" },
    { command: "godwit sql 024: > next.sql", does: "those after 024" },
    { command: "godwit sql 026:024 --down > back.sql", does: "revert 026 and 025; 024 stays" },
  ],
  arguments: { range: { help: "A:B; all migrations unless given", optional: true } },
  flags: { down: { help: "revert instead of applying; A is the newer version" } },
  async run(context, { range, down }) {
    const [from, to] = rangeOf(range);
    if (down && from === undefined) {
      throw new GodwitError("USAGE", "a script that reverts has to know where the database stands", {
        hint: "name the newest applied version: `godwit sql 026:024 --down`",
      });
    }
    const { sql, migrations } = await withProject(
      { ...context, report: quiet(context.report) },
      (project) => writeScript(project, { from, to, down }),
      openProject,
    );
    return { document: { migrations, sql }, text: () => sql };
  },
});

function rangeOf(range: string | undefined): readonly (string | undefined)[] {
  if (range === undefined) return [];
  const [from, to, more] = range.split(":");
  if (to === undefined || more !== undefined) {
    throw new GodwitError("USAGE", `${range} is no range`, { hint: "write A:B, `A:` or `:B`" });
  }
  return [from || undefined, to || undefined];
}

/** Nothing is applied, and nobody is told so. */
function quiet(report: Parameters<typeof withProject>[0]["report"]): typeof report {
  return (event) => {
    if (event.type === "note") report(event);
  };
}
