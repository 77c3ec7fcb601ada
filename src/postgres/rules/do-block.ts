// A DO block that changes the schema or runs texts.

import { rule } from "../lint/sql-rule.ts";
import { constantOf } from "../parse/options.ts";

export const doBlock = rule({
  name: "do-block",
  hazards: ["do-block"],
  gravity: "S3",
  on: ["DoStmt"],
  why: "What a DO block runs is a text: nobody sees beforehand what it changes and locks, and no rule can look into it.",
  instead: "write the statements themselves",
  bad: "do $$ begin execute 'alter table users add column x int'; end $$;",
  good: "alter table users add column x int;",
  statement(statement, { report }) {
    const { node } = statement;
    if (!node || !("DoStmt" in node)) return;
    const body = (node.DoStmt.args ?? [])
      .flatMap((arg) =>
        "DefElem" in arg && arg.DefElem.defname === "as" ? [String(constantOf(arg.DefElem.arg))] : [],
      )
      .join("\n");
    const found = /\b(?:execute|alter|create|drop|truncate)\b/i.exec(body);
    if (found) report({ message: `no rule sees what \`${found[0].toLowerCase()}\` does in here` });
  },
});
