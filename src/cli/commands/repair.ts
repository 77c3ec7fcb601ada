// `godwit repair`: settles what Godwit cannot decide.
import { repair as settle } from "../../actions/amend.ts";
import { GodwitError } from "../../core/errors.ts";
import { command } from "../command.ts";
import { withProject } from "../with-project.ts";
import { amendResult } from "./amend-result.ts";

export const repair = command({
  description:
    "Settles what only a person can decide. --done: the interrupted step took effect, or a changed file is accepted " +
    "as it now is. --again: the interrupted step did not take effect and runs again; where no step is open, the " +
    "migration starts from its beginning.",
  examples: [
    { command: "godwit repair 024 --done", does: "accept it as it is" },
    { command: "godwit repair 024 --again", does: "let the next `godwit up` run it again" },
  ],
  arguments: { version: { help: "the version", complete: "versions" } },
  flags: {
    done: { help: "it took effect; or accept the changed file", conflicts: ["again"] },
    again: { help: "it did not take effect" },
    reason: { help: "why, for the log", value: "TEXT" },
    wait: { help: "how long to wait for another run to end", value: "TIME", setting: "wait" },
  },
  async run(context, { version, done, again, reason }) {
    if (done === again)
      throw new GodwitError("USAGE", "repair needs --done or --again", {
        hint: "look at the database, then say which",
      });
    const how = done ? "done" : "again";
    return amendResult(
      await withProject(context, (project) => settle(project, { version, how, reason })),
      "nothing to repair",
    );
  },
});
