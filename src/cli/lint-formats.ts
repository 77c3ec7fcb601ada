// The list of the forms in which findings are printed.
import type { Findings } from "./lint-formats/findings.ts";
import { githubFindings } from "./lint-formats/github.ts";
import { gitlabFindings } from "./lint-formats/gitlab.ts";
import { junitFindings } from "./lint-formats/junit.ts";
import { sarifFindings } from "./lint-formats/sarif.ts";
import { textFindings } from "./lint-formats/text.ts";

/** `json` is the document of --json. */
export const LINT_FORMATS = ["text", "json", "sarif", "github", "gitlab", "junit"] as const;
export type LintFormat = (typeof LINT_FORMATS)[number];

export const PRINTERS: Readonly<Record<Exclude<LintFormat, "json">, (given: Findings) => string>> = {
  text: textFindings,
  sarif: sarifFindings,
  github: githubFindings,
  gitlab: gitlabFindings,
  junit: junitFindings,
};
