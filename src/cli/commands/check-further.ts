// What `godwit check` finds with rules and on shadows, loaded only where it is asked for.
import type { OF_SCHEMAS, Problem } from "../../actions/check.ts";
import { checkRollbacks } from "../../actions/check-rollbacks.ts";
import { checkRules } from "../../actions/check-rules.ts";
import { checkSchema } from "../../actions/check-schema.ts";
import { knownToTarget } from "../../actions/lint-knowledge.ts";
import type { Project } from "../../actions/project.ts";
import type { Migration } from "../../core/migration.ts";
import type { Comparison } from "../../project/compare.ts";
import { linterOf } from "../../project/lint.ts";
import type { Context } from "../context.ts";
import { withComparison } from "../with-comparison.ts";
import { withProject } from "../with-project.ts";

type Comparing = (typeof OF_SCHEMAS)[number];

export interface FurtherChecks {
  readonly linted: boolean;
  readonly comparing: readonly Comparing[];
  /** Whether every migration has a proved rollback. */
  readonly proved: boolean;
}

export async function checkFurther(
  context: Context,
  { linted, comparing, proved }: FurtherChecks,
): Promise<readonly Problem[]> {
  return [
    ...(linted ? await checkPending(context) : []),
    ...(comparing.length > 0 ? await compare(context, comparing) : []),
    ...(proved ? await proveRollbacks(context) : []),
  ];
}

async function checkPending(context: Context): Promise<readonly Problem[]> {
  const settings = await context.settings();
  const linter = (major: number | undefined) => linterOf({ settings, major });
  if (settings.dynamodb) return withProject(context, (project) => checkRules(project, { linter }));
  return withComparison(context, (comparison, project) => {
    const know = (migrations: readonly Migration[]) => knownToTarget(comparison, migrations);
    return checkRules(project, { linter, know });
  });
}

function compare(context: Context, checks: readonly Comparing[]): Promise<readonly Problem[]> {
  return withComparison(context, async (comparison, project) => {
    const problems: Problem[] = [];
    for (const name of checks) {
      const sides = await sidesOf(name, comparison, project);
      problems.push(...(sides ? await checkSchema(comparison, { check: name, ...sides }) : [NO_DUMP]));
    }
    return problems;
  });
}

function proveRollbacks(context: Context): Promise<readonly Problem[]> {
  return withComparison(context, ({ rehearsals, proofs }, project) =>
    checkRollbacks({ ...project, rehearsals }, { cache: proofs }),
  );
}

async function sidesOf(check: Comparing, comparison: Comparison, project: Project) {
  if (check === "drift") return { from: comparison.expected(project), to: await comparison.live() };
  const to = check === "schema" ? await comparison.source("schema") : comparison.dumped();
  return to && { from: await comparison.source("migrations"), to };
}

const NO_DUMP: Problem = {
  check: "dump",
  message: "there is no file of that name yet, or `dump` is not configured",
  hint: "set `dump`, run `godwit up --dump FILE` on a development database, and commit the file",
};
