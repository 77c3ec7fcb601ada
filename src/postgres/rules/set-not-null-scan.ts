// SET NOT NULL that reads the whole table.
import { type Named, shown } from "../lint/names.ts";
import type { Scene } from "../lint/scene.ts";
import { rule } from "../lint/sql-rule.ts";

export const setNotNullScan = rule({
  name: "set-not-null-scan",
  hazards: ["set-not-null-scan"],
  gravity: "S2",
  sized: true,
  on: ["AT_SetNotNull"],
  why: "SET NOT NULL reads every row under ACCESS EXCLUSIVE, unless a validated CHECK (column IS NOT NULL) proves it (PostgreSQL 12).",
  instead:
    "add `check (column is not null) not valid`, validate it in a later migration, then `set not null`, then drop the check",
  bad: "alter table users alter column mail set not null;",
  good: `-- file: 001.sql
alter table users add constraint mail_set check (mail is not null) not valid;
-- file: 002.sql
alter table users validate constraint mail_set;
-- file: 003.sql
alter table users alter column mail set not null;
`,
  statement(statement, { scene, report, options }) {
    for (const { subtype, relation, name = "" } of statement.commands) {
      if (subtype !== "AT_SetNotNull" || scene.isNew(relation) || scene.column(relation, name)?.notNull)
        continue;
      if (options.major >= 12 && isProved(scene, relation, name)) continue;
      report({
        message: `all of ${shown(relation)} is read under ACCESS EXCLUSIVE to look for NULL in ${name}`,
      });
    }
  },
});

/** A constraint that was validated in sight and added before it is taken at its word, when its name says so. */
function isProved(scene: Scene, relation: Named, column: string): boolean {
  const known = scene.relation(relation);
  const checks = known?.constraints ?? [];
  if (checks.some(({ notNullOf, validated }) => notNullOf === column && validated)) return true;
  const seen = new Set(checks.map(({ name }) => name));
  return [...scene.validated].some((entry) => {
    const [key, name = ""] = entry.split(" ");
    return key === scene.key(relation) && !seen.has(name) && name.includes(column);
  });
}
