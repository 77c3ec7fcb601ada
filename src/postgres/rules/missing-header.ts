// A migration without a header.
import { rule } from "../lint/sql-rule.ts";

export const missingHeader = rule({
  name: "missing-header",
  hazards: ["missing-header"],
  gravity: "S4",
  why: "Nobody can see from the file what it is for and whom to ask.",
  instead: "begin it with `-- Description: …` and `-- Author: …`, as `godwit new` does",
  bad: "create table t (id bigint primary key);",
  good: `-- Description: the table of things
-- Author: ann
create table t (id bigint primary key);
`,
  file(file, { report, options }) {
    if (!file.isMigration || file.role === "down") return;
    const { title, description, author, date, ticket, owner } = file.header;
    const written: Readonly<Record<string, string | undefined>> = {
      migration: title,
      description,
      author,
      date,
      ticket,
      owner,
      reverses: file.header.reverses,
      release: file.header.release,
    };
    const wanted = options.requiredHeader ?? [];
    const missing = wanted.filter((key) => written[key.toLowerCase()] === undefined);
    if (missing.length > 0) report({ message: `the header lacks ${missing.join(", ")}`, gravity: "S3" });
    else if (Object.values(written).every((value) => value === undefined))
      report({ message: "the file has no header" });
  },
});
