// `godwit forget`: removes a version from the history.
import { forget as remove } from "../../actions/amend.ts";
import { command } from "../command.ts";
import { withProject } from "../with-project.ts";
import { amendResult } from "./amend-result.ts";

export const forget = command({
  description:
    "Removes a version from the history, without touching what it made. The log keeps that it was there, and who removed it.",
  examples: [
    { command: 'godwit forget 024 --reason "lost branch"', does: "024 is no longer in the history" },
  ],
  arguments: { version: { help: "the version", complete: "versions" } },
  flags: {
    reason: { help: "why, for the log", value: "TEXT" },
    wait: { help: "how long to wait for another run to end", value: "TIME", setting: "wait" },
  },
  async run(context, { version, reason }) {
    await context.confirm(`remove ${version} from the history?`);
    return amendResult(
      await withProject(context, (project) => remove(project, { version, reason })),
      "nothing to forget",
    );
  },
});
