// One file changes several tables that have nothing to do with each other.
import type { Named } from "../lint/names.ts";
import { rule } from "../lint/sql-rule.ts";

export const unrelatedChanges = rule({
  name: "unrelated-changes",
  hazards: ["unrelated-changes"],
  gravity: "S4",
  on: ["AlterTableStmt"],
  why: "Unrelated changes wait, fail and are reverted together.",
  instead: "give each change a migration of its own",
  bad: `alter table users add column age int;
alter table orders add column note text;
alter table invoices add column due date;
`,
  good: "alter table users add column age int;",
  file(file, { scene, report }) {
    const touched = new Map<string, Named>();
    for (const { commands } of file.statements) {
      for (const { relation } of commands)
        if (!scene.isNew(relation)) touched.set(scene.key(relation), relation);
    }
    const related = new Set(
      [...touched.values()].flatMap((relation) =>
        (scene.relation(relation)?.constraints ?? []).flatMap(({ refers }) =>
          refers ? [scene.key(refers)] : [],
        ),
      ),
    );
    const alone = [...touched.keys()].filter((key) => !related.has(key));
    if (alone.length > 2)
      report({ message: `${alone.join(", ")} change together, and have nothing to do with each other` });
  },
});
