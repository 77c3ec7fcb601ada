// A lock that stops the application, on a table that it uses all the time.
import { LOCK_MODES } from "../known-locks.ts";
import { locksExisting } from "../lint/effects.ts";
import { shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";
import { lockedTable, shownTraffic, shownWrites, trafficOf, writtenOften } from "../lint/traffic.ts";

export const lockOnBusyTable = rule({
  name: "lock-on-busy-table",
  hazards: ["lock-on-busy-table"],
  gravity: "S3",
  why: "The lock has to wait for those that read or write the table, and whoever comes later waits behind it, be the work itself over in an instant.",
  instead: "run it in a quiet hour; Godwit lets go after the lock timeout and tries again",
  bad: `-- file: 1.sql
create table orders (id bigint primary key);
-- file: 2.sql
alter table orders add column note text;
`,
  good: `-- file: 1.sql
create table orders (id bigint primary key);
-- file: 2.sql
create index concurrently on orders (id);
`,
  statement(statement, { scene, report, once, options }) {
    for (const lock of locksExisting(statement, scene)) {
      if (LOCK_MODES.indexOf(lock.mode) < LOCK_MODES.indexOf("SHARE")) continue;
      const table = lockedTable(lock, scene);
      const traffic = trafficOf(table, scene);
      const whole = lock.mode === "ACCESS EXCLUSIVE";
      if (!traffic || !(whole || writtenOften(traffic)) || !once(scene.key(table))) continue;
      const [users, load] = whole
        ? ["all that use it", shownTraffic(traffic)]
        : ["all that write to it", shownWrites(traffic)];
      const later = whole ? "what comes later waits" : "writes that come later wait";
      report({
        message: `${lock.mode} on ${shown(table)} waits for ${users}, ${load}; ${later} behind it, up to ${options.lockTimeoutMs / 1000} s a try`,
      });
    }
  },
});
