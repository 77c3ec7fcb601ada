// `Depends` headers that name a migration by a number that it is about to lose.
import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { versionKey } from "../core/version.ts";
import { parseFileName } from "./file-name.ts";
import { leadingComments } from "./leading-comments.ts";
import { locate } from "./locate.ts";
import type { NumberedFile, Renaming } from "./renumber.ts";
import { writeWhole } from "./write-whole.ts";

export interface DependsChange {
  /** Under its name before the renaming, as people see it. */
  readonly file: string;
  readonly line: number;
  /** The word in the header, and the version that takes its place. */
  readonly from: string;
  readonly to: string;
}

/** A bare number that two migrations had: which of them was meant, its author knows. */
export interface DependsDoubt extends DependsChange {
  /** The migration that keeps the number. */
  readonly keeps: string;
}

export interface DependsChanges {
  readonly changes: readonly DependsChange[];
  readonly doubts: readonly DependsDoubt[];
}

interface Move {
  readonly name: string;
  readonly key: string;
  readonly to: string;
  /** Another migration of the same number that is not renamed. */
  readonly keeps: string | undefined;
}

export function dependsChanges(
  root: string,
  files: readonly NumberedFile[],
  renamings: readonly Renaming[],
): DependsChanges {
  const ups = files.filter(({ name }) => name.role === "up");
  const moves = movesOf(ups, renamings);
  const found = ups.flatMap((file) => changesIn(root, file, moves));
  return {
    changes: found.filter((change): change is DependsChange => !("keeps" in change)),
    doubts: found.filter((change): change is DependsDoubt => "keeps" in change),
  };
}

function movesOf(ups: readonly NumberedFile[], renamings: readonly Renaming[]): readonly Move[] {
  const renamed = new Map(renamings.map(({ from, to }) => [from, to]));
  return ups.flatMap((up): Move[] => {
    const to = renamed.get(shownOf(up));
    const next = to === undefined ? undefined : parseFileName(basename(to));
    if (next === undefined || !("version" in next)) return [];
    const key = versionKey(up.name.version);
    const keeps = ups.find((other) => versionKey(other.name.version) === key && !renamed.has(shownOf(other)));
    return [{ name: up.name.name, key, to: next.version, keeps: keeps?.name.name }];
  });
}

function changesIn(
  root: string,
  file: NumberedFile,
  moves: readonly Move[],
): readonly (DependsChange | DependsDoubt)[] {
  const shown = shownOf(file);
  const bytes = readFileSync(resolve(root, shown));
  // What is no text is refused by the next run, which says where.
  if (!isUtf8(bytes)) return [];
  const text = bytes.toString("utf8");
  return wordsIn(text, shown).flatMap(({ word, offset }) => {
    const [version = ""] = /^\d+/.exec(word) ?? [];
    const move =
      moves.find(({ name }) => word === name) ?? moves.find(({ key }) => versionKey(version) === key);
    // The whole name of the migration that keeps the number says which of the two is meant.
    if (version === "" || move === undefined || word === move.keeps) return [];
    const { line = 1 } = locate(shown, text, offset);
    const change = { file: shown, line, from: word, to: move.to };
    return [move.keeps !== undefined && word !== move.name ? { ...change, keeps: move.keeps } : change];
  });
}

interface Word {
  readonly word: string;
  readonly offset: number;
}

function wordsIn(text: string, shown: string): readonly Word[] {
  const { comments } = leadingComments(text, shown.endsWith(".sql") ? "sql" : "module");
  return comments.flatMap((comment) => {
    const [head] = /^\s*depends\s*:/i.exec(comment.text) ?? [];
    if (head === undefined) return [];
    const words = comment.text.slice(head.length).matchAll(/[^\s,]+/g);
    return [...words].map(({ 0: word, index }) => ({ word, offset: comment.offset + head.length + index }));
  });
}

/** After the renaming. The rest of each file stays as it is, byte for byte. */
export function followRenamings(
  root: string,
  changes: readonly DependsChange[],
  renamings: readonly Renaming[],
): void {
  const renamed = new Map(renamings.map(({ from, to }) => [from, to]));
  for (const file of new Set(changes.map((change) => change.file))) {
    const shown = renamed.get(file) ?? file;
    const path = resolve(root, shown);
    let text = readFileSync(path, "utf8");
    for (const { word, offset } of wordsIn(text, shown).toReversed()) {
      const to = changes.find((change) => change.file === file && change.from === word)?.to;
      if (to !== undefined) text = text.slice(0, offset) + to + text.slice(offset + word.length);
    }
    writeWhole({ path, shown, text });
  }
}

function shownOf({ folder, base }: NumberedFile): string {
  return `${folder}/${base}`;
}
