// `godwit reset`: a development database, built anew from the migrations.
import { reset as rebuild } from "../../actions/reset.ts";
import { GodwitError } from "../../core/errors.ts";
import { openProject } from "../../project.ts";
import { command } from "../command.ts";
import { withProject } from "../with-project.ts";
import { runResult } from "./run-result.ts";

export const reset = command({
  description:
    "Builds the database anew: another one is made beside it and gets all migrations; when all went well it takes the " +
    "old one's place, and all that was in the old one is gone. When a migration fails the old one stays as it was. " +
    "Owner, encoding, settings and rights of the database are kept. Protected environments are refused.",
  examples: [
    {
      command: "godwit reset",
      does: "ask, then build the database of DATABASE_URL, or the embedded one, anew",
    },
    { command: "godwit reset --env dev --yes", does: "without asking" },
  ],
  arguments: {},
  flags: { wait: { help: "how long to wait for another run to end", value: "TIME", setting: "wait" } },
  async run(context) {
    const { protected: isProtected, environment } = await context.settings();
    if (isProtected) {
      throw new GodwitError("RESET_PROTECTED", `the environment ${environment} is protected: its data stays`);
    }
    const where = environment === undefined ? "the database" : `the database of ${environment}`;
    await context.confirm(`throw away all that is in ${where}, and build it anew?`);
    const report = await withProject(context, rebuild, openProject);
    return runResult(
      { report, dump: null },
      { done: "built anew:", would: "", nothing: "built anew, without any migration" },
    );
  },
});
