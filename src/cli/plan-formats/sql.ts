// A plan as SQL to read: the statements in their transactions, each under what it was seen to do.
import type { PlanReport } from "../../actions/plan.ts";
import type { RehearsedMigration } from "../../actions/rehearsed-step.ts";
import { oneLine } from "../../reporters/text-width.ts";
import { effectsOf, shapeOf } from "./effects.ts";

/** Without locks, history and retries: `godwit up` runs it, not psql. */
export function sqlText({ migrations, digest }: PlanReport): string {
  const head = `-- plan ${digest}\n-- to read; \`godwit up\` runs it with its history and its lock timeouts\n`;
  return [head, ...migrations.map(migrationText)].join("\n");
}

function migrationText(migration: RehearsedMigration): string {
  const lines = [`-- ${oneLine(migration.name)}: ${shapeOf(migration)}`];
  let part = -1;
  let open = false;
  for (const step of migration.steps) {
    if (step.part !== part) {
      if (open) lines.push("commit;");
      open = step.transaction !== "none";
      if (open) lines.push("begin;");
      part = step.part;
    }
    for (const effect of effectsOf(step)) lines.push(`-- ${oneLine(effect)}`);
    // A comment at its end would swallow the semicolon.
    const ends = /--[^\n]*$/.test(step.sql) ? "\n;" : ";";
    lines.push(`${step.sql.trim()}${ends}`);
  }
  if (open) lines.push("commit;");
  return `${lines.join("\n")}\n`;
}
