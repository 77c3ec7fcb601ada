// The check `lint`: errors that rules find in what is pending, as problems.
import type { Problem } from "./check.ts";
import { type LintChoice, lint } from "./lint.ts";
import type { Project } from "./project.ts";

/** What cannot be read is the check of files. */
const OF_FILES = new Set(["syntax-error", "unreadable"]);

export async function checkRules(
  project: Project,
  choice: Pick<LintChoice, "linter" | "know">,
): Promise<readonly Problem[]> {
  const { findings } = await lint(project, { ...choice, pending: true });
  return findings
    .filter(({ severity, rule }) => severity === "error" && !OF_FILES.has(rule))
    .map(({ rule, message, hint, at }) => {
      const place = [at?.file, at?.line, at?.column].filter((part) => part !== undefined).join(":");
      return {
        check: "lint",
        message: `${place}: ${rule}: ${message}`,
        ...(hint === undefined ? {} : { hint }),
      };
    });
}
