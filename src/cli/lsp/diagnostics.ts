// Findings as an editor wants them: diagnostics with ranges in UTF-16, and the edits that fix or silence them.
import type { Finding } from "../../core/finding.ts";

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Diagnostic {
  readonly range: Range;
  readonly severity: 1 | 2 | 3;
  readonly code: string;
  readonly source: "godwit";
  readonly message: string;
}

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

export interface QuickFix {
  readonly title: string;
  readonly diagnostic: Diagnostic;
  readonly edits: readonly TextEdit[];
}

const SEVERITIES = { error: 1, warning: 2, note: 3 } as const;

export function diagnosticOf({ rule, severity, message, hint, at, end }: Finding, text: string): Diagnostic {
  const lines = text.split("\n");
  const position = (line: number, column: number): Position => ({
    line: line - 1,
    character: [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length,
  });
  const start = position(at?.line ?? 1, at?.column ?? 1);
  return {
    range: { start, end: end ? position(end.line, end.column) : start },
    severity: SEVERITIES[severity],
    code: rule,
    source: "godwit",
    message: hint === undefined ? message : `${message}\nhint: ${hint}`,
  };
}

/** Its own fix, and a comment that silences the rule there. */
export function quickFixes(finding: Finding, text: string): readonly QuickFix[] {
  const diagnostic = diagnosticOf(finding, text);
  const fixes: QuickFix[] = [];
  if (finding.fix) {
    const bytes = Buffer.from(text);
    const at = (offset: number): Position => positionAt(bytes.subarray(0, offset).toString());
    const edits = finding.fix.edits.map(({ start, end, text: newText }) => ({
      range: { start: at(start), end: at(end) },
      newText,
    }));
    fixes.push({ title: `${finding.rule}: ${finding.fix.title}`, diagnostic, edits });
  }
  // A finding about the whole file has no statement to stand above.
  if (finding.at?.line !== undefined && finding.rule !== "syntax-error" && finding.rule !== "unreadable") {
    const line = statementLine(text, finding.at.line);
    const place = { line, character: 0 };
    const newText = `-- godwit-ignore ${finding.rule}: REASON\n`;
    fixes.push({
      title: `ignore ${finding.rule} here`,
      diagnostic,
      edits: [{ range: { start: place, end: place }, newText }],
    });
  }
  return fixes;
}

function positionAt(before: string): Position {
  const lines = before.split("\n");
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

/** Upwards to the line on which the statement begins: the one before it ends one, is blank, or is a comment. */
function statementLine(text: string, line: number): number {
  const lines = text.split("\n");
  let index = line - 1;
  while (index > 0 && !/(?:;\s*|^\s*|^\s*--.*)$/.test((lines[index - 1] ?? "").replace(/\r$/, ""))) index--;
  return index;
}
