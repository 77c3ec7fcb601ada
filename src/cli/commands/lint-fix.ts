// `godwit lint --fix`: writes the fixes of findings, and saves rollbacks that stand in the comments of their migrations.
import type { LintReport } from "../../actions/lint.ts";
import type { Project } from "../../actions/project.ts";
import { GodwitError } from "../../core/errors.ts";
import { type FixChoice, type Fixed, writeFixes } from "../../sources/write-fixes.ts";
import { commentedBlocks, saveRollbacks, triedRollbacks } from "../commented-rollbacks.ts";
import type { Context } from "../context.ts";
import { withProject } from "../with-project.ts";

/** A fix may make room for another: at most so many times. */
const ROUNDS = 5;

export async function fixAll(
  context: Context,
  look: () => Promise<LintReport>,
  choice: FixChoice,
): Promise<{ readonly report: LintReport; readonly fixed: readonly Fixed[] }> {
  const { root } = await context.settings();
  const fixed: Fixed[] = [];
  let report = await look();
  for (let round = 0; round < ROUNDS; round++) {
    const written = writeFixes(report.findings, root, choice);
    if (written.length === 0) break;
    fixed.push(...written);
    report = await look();
  }
  const saved = await saveCommented(context, report);
  if (saved.length > 0) report = await look();
  return { report, fixed: [...fixed, ...saved] };
}

/** Of the files that were looked at. One that does not restore the schema is told, and stays a comment. */
async function saveCommented(context: Context, { findings }: LintReport): Promise<readonly Fixed[]> {
  const wanting = new Set(
    findings.flatMap(({ rule, at }) => (rule === "missing-rollback" && at ? [at.file] : [])),
  );
  if (wanting.size === 0 || !(await withProject(context, (project) => hasBlocks(project, wanting))))
    return [];
  const tried = (await triedRollbacks(context)).filter(({ from }) => wanting.has(from));
  for (const { from, line, evidence } of tried.filter(({ restores }) => !restores)) {
    context.report({
      type: "note",
      message: `${from}:${line}: the rollback in the comments is not saved: ${evidence}`,
    });
  }
  const good = tried.filter(({ restores }) => restores);
  await saveRollbacks(context, good);
  return good.map(({ from, line, file, evidence }) => ({
    rule: "missing-rollback",
    file: from,
    line,
    title: `saved the rollback in its comments as ${file}: ${evidence}`,
  }));
}

async function hasBlocks({ source }: Project, files: ReadonlySet<string>): Promise<boolean> {
  try {
    const { migrations } = await source.collect();
    return commentedBlocks(migrations.filter(({ up }) => files.has(up.file))).length > 0;
  } catch (error) {
    if (error instanceof GodwitError && error.code === "NO_MIGRATIONS_FOLDER") return false;
    throw error;
  }
}
