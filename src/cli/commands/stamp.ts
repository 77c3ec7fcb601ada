// `godwit stamp`: records versions as applied without running them.
import { stamp as record } from "../../actions/amend.ts";
import { command } from "../command.ts";
import { withProject } from "../with-project.ts";
import { amendResult } from "./amend-result.ts";

export const stamp = command({
  description:
    "Records a version, and all pending ones before it, as applied without running anything. The log keeps who and why.",
  examples: [
    { command: "godwit stamp 024", does: "everything up to and with 024 counts as applied" },
    { command: "godwit stamp 024 --only", does: "024 alone" },
  ],
  arguments: { version: { help: "the version", complete: "versions" } },
  flags: {
    only: { help: "this version alone, not those before it" },
    reason: { help: "why, for the log", value: "TEXT" },
    wait: { help: "how long to wait for another run to end", value: "TIME", setting: "wait" },
  },
  async run(context, { version, only, reason }) {
    await context.confirm(
      `record ${only ? version : `everything up to ${version}`} as applied without running it?`,
    );
    return amendResult(
      await withProject(context, (project) => record(project, { version, only, reason })),
      "nothing to stamp: all of it is applied",
    );
  },
});
