// `godwit down`: reverts what was applied last.
import { down as revert } from "../../actions/down.ts";
import { lastKnownGood } from "../../sources/last-known-good.ts";
import { command } from "../command.ts";
import { count } from "../flag-values.ts";
import { dumpFlag, withDump } from "../with-dump.ts";
import { withoutBackupFlag } from "../without-backup-flag.ts";
import { runResult } from "./run-result.ts";

const LAST_KNOWN_GOOD = "last-known-good";

export const down = command({
  description:
    "Reverts applied migrations, newest application first, each in the order opposite to how it was applied. Where " +
    "the rollback file is not here (another branch, an older release) the one that the history kept is used.",
  examples: [
    { command: "godwit down", does: "revert the newest migration" },
    { command: "godwit down --count 3", does: "revert the newest three" },
    { command: "godwit down --to 024", does: "revert everything applied after 024, which stays" },
    { command: "godwit down --to last-known-good", does: "back to what the setting lastKnownGood names" },
  ],
  arguments: {},
  flags: {
    count: { help: "how many to revert; 1 unless given", value: "N", parse: count, conflicts: ["to"] },
    to: {
      help: "revert what was applied after this version; 0 reverts everything",
      value: "VERSION",
      complete: "versions",
    },
    dryRun: { help: "list what would be reverted" },
    force: { help: "also revert a migration that is only half applied" },
    wait: { help: "how long to wait for another run to end", value: "TIME", setting: "wait" },
    withoutBackup: withoutBackupFlag,
    dump: dumpFlag,
  },
  async run(context, { count, to, dryRun, force }) {
    const { protected: isProtected, environment, lastKnownGood: file } = await context.settings();
    if (isProtected && !dryRun)
      await context.confirm(`revert migrations in the protected environment ${environment}?`);
    const dumped = await withDump(context, (project) =>
      revert(project, {
        dryRun,
        force,
        ...(count === undefined ? {} : { count }),
        ...(to === undefined ? {} : { to: to === LAST_KNOWN_GOOD ? lastKnownGood(file) : to }),
      }),
    );
    return runResult(dumped, { done: "reverted", would: "would revert", nothing: "nothing to revert" });
  },
});
