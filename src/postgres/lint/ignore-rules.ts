// What is wrong with a file's ignores: nothing needs them, they have expired, they give no reason, they name no rule.
import type { Finding } from "../../core/finding.ts";
import { nearest } from "../../core/nearest.ts";
import { levelOf } from "../../core/rule.ts";
import type { Ignore } from "./ignores.ts";
import type { LintOptions } from "./options.ts";

export interface IgnoreContext {
  readonly options: LintOptions;
  /** Names of all rules. */
  readonly known: ReadonlySet<string>;
  /** The file could not be read to its end: nobody knows what would have been ignored. */
  readonly stopped: boolean;
}

export const IGNORE_RULES = [
  { name: "unused-ignore", gravity: "S3" },
  { name: "expired-ignore", gravity: "S3" },
  { name: "ignore-without-reason", gravity: "S3" },
  { name: "unknown-ignore", gravity: "S3" },
] as const;
type IgnoreRule = (typeof IGNORE_RULES)[number]["name"];

export function aboutIgnores(ignores: readonly Ignore[], context: IgnoreContext): Finding[] {
  const { options } = context;
  return ignores.flatMap((ignore): Finding[] => {
    const found = wrongWith(ignore, context);
    if (!found) return [];
    const rule = IGNORE_RULES.find(({ name }) => name === found.rule);
    const level = rule ? levelOf(rule, options.levels) : "off";
    if (level === "off" || (options.only && !options.only.includes(found.rule))) return [];
    return [{ ...found, severity: level, hazards: [found.rule], at: ignore.at, end: ignore.end }];
  });
}

function wrongWith(
  { rule, reason, until, used }: Ignore,
  { options, known, stopped }: IgnoreContext,
): { readonly rule: IgnoreRule; readonly message: string; readonly hint: string } | null {
  if (!known.has(rule)) {
    const meant = nearest(rule, known);
    return {
      rule: "unknown-ignore",
      message: `there is no rule \`${rule}\``,
      hint: meant ? `did you mean ${meant}?` : "write it as `-- godwit-ignore RULE: reason`",
    };
  }
  if (until !== undefined && until < options.today) {
    return {
      rule: "expired-ignore",
      message: `ignoring ${rule} was allowed until ${until}`,
      hint: "do what it says, or decide anew until when it may stay",
    };
  }
  if (reason === "") {
    return {
      rule: "ignore-without-reason",
      message: `nobody knows why ${rule} is ignored here`,
      hint: `write it behind a colon: \`-- godwit-ignore ${rule}: reason\``,
    };
  }
  // A rule that did not run could not have found anything.
  const ran = !options.only || options.only.includes(rule);
  if (used || stopped || !ran) return null;
  return {
    rule: "unused-ignore",
    message: `${rule} finds nothing here`,
    hint: "remove the line, or put it directly above the statement that it is about",
  };
}
