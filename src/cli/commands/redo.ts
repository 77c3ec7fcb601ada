// `godwit redo`: reverts a migration and applies it again.
import { redo as revertAndApply } from "../../actions/redo.ts";
import { command } from "../command.ts";
import { dumpFlag, withDump } from "../with-dump.ts";
import { withoutBackupFlag } from "../without-backup-flag.ts";
import { runResult } from "./run-result.ts";

export const redo = command({
  description: "Reverts a migration with its rollback and applies it again: the loop while you write one.",
  examples: [
    { command: "godwit redo", does: "the newest applied migration" },
    { command: "godwit redo 024", does: "version 024" },
  ],
  arguments: {
    version: {
      help: "the version; the newest applied one unless given",
      optional: true,
      complete: "versions",
    },
  },
  flags: {
    wait: { help: "how long to wait for another run to end", value: "TIME", setting: "wait" },
    withoutBackup: withoutBackupFlag,
    dump: dumpFlag,
  },
  async run(context, { version }) {
    const { protected: isProtected, environment } = await context.settings();
    if (isProtected)
      await context.confirm(`revert and apply again in the protected environment ${environment}?`);
    const dumped = await withDump(context, (project) => revertAndApply(project, version));
    return runResult(dumped, {
      done: "redid",
      would: "would redo",
      nothing: "nothing to redo",
    });
  },
});
