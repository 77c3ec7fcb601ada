// A file that cannot run as one transaction.
import { rule } from "../lint/sql-rule.ts";

export const notAtomic = rule({
  name: "not-atomic",
  hazards: ["concurrently-in-transaction", "not-atomic"],
  gravity: "S4",
  why: "A statement that runs outside of transactions cuts the file into parts. When a later one fails, the earlier ones stay.",
  instead: "give that statement a migration of its own, or say `-- Transaction: none` in the header",
  bad: `create index concurrently users_mail on users (mail);
alter table users add constraint users_mail unique using index users_mail;
`,
  good: "create index concurrently users_mail on users (mail);",
  file(file, { report }) {
    const parts = file.statements.filter(({ sql }) => sql.nature.session !== "set-only");
    const outside = parts.find(({ sql }) => sql.nature.transaction === "never");
    const decided =
      file.header.transaction === "none" ||
      file.statements.some(
        ({ sql }) => sql.nature.transaction !== "never" && sql.nature.transaction !== "shared",
      );
    if (outside && parts.length > 1 && !decided)
      report({
        message: "runs outside of the file's transaction, which is cut in two by it",
        statement: outside,
      });
  },
});
