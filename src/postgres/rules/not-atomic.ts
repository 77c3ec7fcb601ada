// A file that cannot run as one transaction.
import { rule } from "../lint/sql-rule.ts";

export const notAtomic = rule({
  name: "not-atomic",
  hazards: ["concurrently-in-transaction", "not-atomic"],
  gravity: "S4",
  observedAs: ["not-atomic"],
  why: "A statement that runs outside of transactions cuts the file into parts. When a later one fails, the earlier ones stay.",
  instead: "give that statement a migration of its own, or say `-- Transaction: none` in the header",
  bad: `create index concurrently users_mail on users (mail);
alter table users add constraint users_mail unique using index users_mail;
`,
  good: "create index concurrently users_mail on users (mail);",
  file(file, { report }) {
    const outside = file.statements.find(({ role }) => role === "never");
    // Whoever writes BEGIN and COMMIT, or `Transaction: none`, has thought of it.
    const decided = file.statements.some(({ role }) => role !== "never" && role !== "shared");
    if (!outside || decided || file.header.transaction === "none") return;
    if (file.statements.filter(({ sql }) => sql.nature.session !== "set-only").length > 1)
      report({
        message: "runs outside of the file's transaction, which is cut in two by it",
        statement: outside,
      });
  },
});
