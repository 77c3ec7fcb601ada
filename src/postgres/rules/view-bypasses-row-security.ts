// A view over a table with row level security that looks with its owner's eyes.

import { rule } from "../lint/sql-rule.ts";
import { isOn } from "../parse/options.ts";
import { walk } from "../parse/walk.ts";

export const viewBypassesRowSecurity = rule({
  name: "view-bypasses-row-security",
  hazards: ["security-definer-view"],
  gravity: "S3",
  on: ["ViewStmt"],
  why: "A view reads with the rights of its owner, for whom policies often do not count.",
  instead: "create it `with (security_invoker = true)` (PostgreSQL 15)",
  bad: `create table notes (id bigint primary key, owner name);
alter table notes enable row level security;
create policy own on notes using (owner = current_user);
create view all_notes as select * from notes;
`,
  good: `create table notes (id bigint primary key, owner name);
alter table notes enable row level security;
create policy own on notes using (owner = current_user);
create view my_notes with (security_invoker = true) as select * from notes;
`,
  statement(statement, { scene, report }) {
    const { node } = statement;
    if (!node || !("ViewStmt" in node) || isOn(node.ViewStmt.options, "security_invoker", false)) return;
    let guarded: string | undefined;
    walk(node.ViewStmt.query, (name, fields) => {
      if (name !== "RangeVar" || typeof fields.relname !== "string") return;
      const schema = typeof fields.schemaname === "string" ? fields.schemaname : undefined;
      if (scene.relation({ schema, name: fields.relname })?.rowSecurity) guarded ??= fields.relname;
    });
    if (guarded !== undefined)
      report({
        message: `shows rows of ${guarded} that its policies hide`,
        at: node.ViewStmt.view?.location,
      });
  },
});
