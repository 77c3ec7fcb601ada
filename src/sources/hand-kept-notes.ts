// What people wrote down about migrations in logs, pages and lists kept by hand: read as hints, never as proof.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Hint } from "../core/hint.ts";
import type { Migration } from "../core/migration.ts";
import { shownPath } from "./shown-path.ts";

const PAGE = /\.(?:log|md|markdown|txt)$/i;
const LARGEST = 1_000_000;

interface Place {
  readonly root: string;
  /** Absolute. */
  readonly folders: readonly string[];
}

/** Looks beside the migrations and upwards to the project's folder. What cannot be read is nobody's hint. */
export function handKeptHints(migrations: readonly Migration[], { root, folders }: Place): readonly Hint[] {
  const hints: Hint[] = [];
  for (const folder of new Set(folders.flatMap((folder) => upwards(folder, root)))) {
    for (const path of pagesIn(folder)) {
      const text = readFileSync(path, "utf8");
      hints.push(...hintsIn(text, { migrations, file: shownPath(root, path) }));
    }
  }
  return hints;
}

function upwards(folder: string, root: string): string[] {
  const all = [folder];
  for (let at = folder; at !== root && at !== dirname(at) && at.startsWith(root); at = dirname(at))
    all.push(dirname(at));
  return all;
}

function pagesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => PAGE.test(name))
      .sort()
      .map((name) => join(folder, name))
      .filter((path) => {
        const stat = statSync(path, { throwIfNoEntry: false });
        return stat?.isFile() === true && stat.size <= LARGEST;
      });
  } catch {
    return [];
  }
}

interface Page {
  readonly migrations: readonly Migration[];
  readonly file: string;
}

/** A line that names a migration, or `Applied: …` below one that does. Lines that say nothing about it are left out. */
export function hintsIn(text: string, { migrations, file }: Page): readonly Hint[] {
  const hints: Hint[] = [];
  let subject: Migration | undefined;
  let fenced = false;
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    // Examples of commands are no records.
    if (/^\s*```/.test(line)) fenced = !fenced;
    const named = fenced ? undefined : namedIn(line, migrations);
    if (/^#{1,6}\s/.test(line) || named) subject = named;
    const below = subject && !named ? /^\W*applied\W*?:\W*(.*)$/i.exec(line)?.[1] : undefined;
    const about = named ?? (below === undefined ? undefined : subject);
    if (!about || fenced) continue;
    const says = below === undefined ? saidBy(line, /\.log$/i.test(file)) : saidOf(below);
    if (says === null) continue;
    hints.push({
      version: about.version,
      file,
      line: index + 1,
      text: line.trim().slice(0, 120),
      ...(says === undefined ? {} : { applied: says }),
    });
  }
  return hints;
}

/** The longest name that stands there as a whole. */
function namedIn(line: string, migrations: readonly Migration[]): Migration | undefined {
  let found: Migration | undefined;
  for (const migration of migrations) {
    const at = line.indexOf(migration.name);
    if (at < 0 || /[\p{L}\p{N}_-]/u.test(line.charAt(at - 1))) continue;
    if (/^[\p{L}\p{N}_-]/u.test(line.slice(at + migration.name.length))) continue;
    if (!found || migration.name.length > found.name.length) found = migration;
  }
  return found;
}

const NO = /\b(?:not (?:yet )?applied|pending|planned|to ?do|skipped|failed|rolled back|reverted)\b|\[ \]/i;
const PERHAPS = /\b(?:likely|probably|unknown|maybe)\b|\?/i;
const YES = /\bapplied\b|\[x\]|\bdone\b|✓|✅/i;
const DATE = /\b\d{4}-\d\d-\d\d\b/;

/** Null: it only names it. Undefined: it is not sure. */
function saidBy(line: string, log: boolean): boolean | undefined | null {
  if (NO.test(line)) return false;
  const says = YES.test(line) || (DATE.test(line) && (log || line.includes("|")));
  if (!says) return null;
  return PERHAPS.test(line) ? undefined : true;
}

function saidOf(value: string): boolean | undefined {
  if (PERHAPS.test(value)) return undefined;
  if (NO.test(value) || /^(?:no|-|—)\b/i.test(value)) return false;
  return DATE.test(value) || /^(?:yes|true)\b/i.test(value) || YES.test(value) ? true : undefined;
}

/** Absolute folders of migrations. */
export function foldersOf(root: string, named: readonly string[]): readonly string[] {
  return named.map((folder) => resolve(root, folder));
}
