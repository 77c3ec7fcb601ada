// A statement that PostgreSQL refuses inside of the file's own BEGIN.
import { rule } from "../lint/sql-rule.ts";

export const concurrentlyInTransaction = rule({
  name: "concurrently-in-transaction",
  hazards: ["concurrently-in-transaction"],
  gravity: "S1",
  inRollbacks: true,
  why: "CREATE INDEX CONCURRENTLY, VACUUM and their like cannot run inside of a transaction block: the server refuses them (25001).",
  instead: "take it out of BEGIN … COMMIT",
  bad: `begin;
create index concurrently users_mail on users (mail);
commit;
`,
  good: "create index concurrently users_mail on users (mail);",
  statement(statement, { report }) {
    if (statement.role === "never" && statement.explicit)
      report({ message: "PostgreSQL refuses this inside of a transaction" });
  },
});
