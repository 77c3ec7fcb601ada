// One more index on a table that is written all the time.
import { named, shown } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";
import { shownWrites, trafficOf, writtenOften } from "../lint/traffic.ts";

export const indexOnBusyTable = rule({
  name: "index-on-busy-table",
  hazards: ["index-on-busy-table"],
  gravity: "S4",
  on: ["IndexStmt"],
  why: "Every insert has to keep it, and so has every update that can no longer be heap-only because a column of the index changes.",
  instead: "make sure that a query needs it, and that no index is there that serves it",
  bad: `-- file: 1.sql
create table orders (id bigint primary key, note text);
-- file: 2.sql
create index concurrently on orders (note);
`,
  good: `-- file: 1.sql
create table orders (id bigint primary key, note text);
-- file: 2.sql
alter table orders alter column note set statistics 500;
`,
  statement({ node }, { scene, report }) {
    if (!node || !("IndexStmt" in node)) return;
    const { relation } = node.IndexStmt;
    const traffic = trafficOf(named(relation), scene);
    if (!traffic || !writtenOften(traffic)) return;
    report({
      message: `${shownWrites(traffic)} to ${shown(named(relation))} will keep this index, too`,
      at: relation?.location,
    });
  },
});
