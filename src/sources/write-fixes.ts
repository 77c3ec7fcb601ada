// Writes the fixes of findings into their files, each file as a whole or not at all.
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { ByteEdit, Finding } from "../core/finding.ts";
import { writeError } from "./write-new.ts";

export interface Fixed {
  readonly rule: string;
  readonly file: string;
  readonly line: number | undefined;
  readonly title: string;
}

export interface FixChoice {
  /** Those, too, that give a column another type. */
  readonly types: boolean;
}

/** Of two fixes that overlap the first is written; the other is found again. Answers what was written. */
export function writeFixes(
  findings: readonly Finding[],
  root: string,
  { types }: FixChoice,
): readonly Fixed[] {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (!finding.fix || !finding.at || (finding.fix.changesType && !types)) continue;
    const list = files.get(finding.at.file);
    if (list) list.push(finding);
    else files.set(finding.at.file, [finding]);
  }
  return [...files].flatMap(([file, list]) => {
    const path = resolve(root, file);
    const { bytes, used } = edited(readFileSync(path), list);
    replace(path, file, bytes);
    return used.map(({ rule, at, fix }) => ({ rule, file, line: at?.line, title: fix?.title ?? "" }));
  });
}

/** The bytes with every fix that touches nothing that another one has changed. */
export function edited(
  bytes: Uint8Array,
  findings: readonly Finding[],
): { readonly bytes: Uint8Array; readonly used: readonly Finding[] } {
  const taken: ByteEdit[] = [];
  const used = findings.filter(({ fix }) => {
    const edits = fix?.edits ?? [];
    const free = edits.length > 0 && edits.every((edit) => taken.every((other) => isApart(edit, other)));
    if (free) taken.push(...edits);
    return free;
  });
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const { start, end, text } of [...taken].sort((a, b) => a.start - b.start)) {
    parts.push(bytes.subarray(from, start), Buffer.from(text));
    from = end;
  }
  return { bytes: Buffer.concat([...parts, bytes.subarray(from)]), used };
}

/** Two insertions at one place would be written in an order that nobody chose. */
function isApart(a: ByteEdit, b: ByteEdit): boolean {
  return (a.end <= b.start || b.end <= a.start) && a.start !== b.start;
}

function replace(path: string, shown: string, bytes: Uint8Array): void {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, bytes, { mode: statSync(path).mode });
    renameSync(beside, path);
  } catch (cause) {
    rmSync(beside, { force: true });
    throw writeError(shown, cause);
  }
}
