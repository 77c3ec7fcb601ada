// `godwit skip`: records a migration without running it, with a reason.
import { skip as record } from "../../actions/amend.ts";
import { GodwitError } from "../../core/errors.ts";
import { command } from "../command.ts";
import { withProject } from "../with-project.ts";
import { amendResult } from "./amend-result.ts";

export const skip = command({
  description:
    "Records a pending migration as skipped: it will not run on this database. The log keeps who and why.",
  examples: [{ command: 'godwit skip 024 --reason "applied by hand, ticket 311"', does: "leave 024 out" }],
  arguments: { version: { help: "the version", complete: "versions" } },
  flags: {
    reason: { help: "why; it has to be given", value: "TEXT" },
    wait: { help: "how long to wait for another run to end", value: "TIME", setting: "wait" },
  },
  async run(context, { version, reason }) {
    if (reason === undefined) {
      throw new GodwitError("USAGE", "a skipped migration needs a reason", {
        hint: `godwit skip ${version} --reason "…"`,
      });
    }
    return amendResult(
      await withProject(context, (project) => record(project, { version, reason })),
      "nothing to skip",
    );
  },
});
