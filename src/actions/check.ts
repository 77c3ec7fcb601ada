// For CI: whether files and history agree. Every problem is a finding; none of them is thrown.
import type { DatabaseIdentity } from "../core/engine.ts";
import { GodwitError, type Location } from "../core/errors.ts";
import type { Migration } from "../core/migration.ts";
import type { Standing, StandingName } from "../core/standing.ts";
import type { Project } from "./project.ts";
import { retirable } from "./retire.ts";
import { survey } from "./survey.ts";
import { pause } from "./with-lock.ts";

const OF_FILES = ["pending", "changed", "missing", "out-of-order", "failed", "files"] as const;
/** Those that compare schemas: see `checkSchema`. */
export const OF_SCHEMAS = ["schema", "dump", "drift"] as const;
/** `lint` is looked at by rules, see `checkRules`; rollbacks are proved, see `checkRollbacks`. */
export const CHECKS = [...OF_FILES, ...OF_SCHEMAS, "lint", "rollbacks"] as const;
export type CheckName = (typeof CHECKS)[number];

export interface Problem {
  readonly check: CheckName;
  readonly version?: string;
  readonly message: string;
  readonly hint?: string;
}

export interface CheckOptions {
  /** Which checks; all of files and history unless given. */
  readonly only?: readonly CheckName[];
  /** Wait this long for pending migrations to be applied by somebody else. */
  readonly waitMs?: number;
}

export interface CheckReport {
  readonly database: DatabaseIdentity;
  readonly problems: readonly Problem[];
  /** Versions whose files `godwit retire` could take away, as far as this database is concerned: no problem. */
  readonly retirable: readonly string[];
}

const POLL_MS = 1_000;

export async function check(
  project: Project,
  { only = OF_FILES, waitMs = 0 }: CheckOptions = {},
): Promise<CheckReport> {
  const database = await project.engine.open(project);
  const start = performance.now();
  let files: readonly Problem[] | undefined;
  try {
    for (;;) {
      const found = await survey(project, database);
      const { standings, notes, migrations } = found;
      files ??= only.includes("files") ? await unreadable(project, migrations) : [];
      const all = [
        ...standings.flatMap(problemOf),
        ...notes.filter((note) => note.severity !== "note").map(fileProblem),
        ...files,
      ];
      const problems = all.filter((problem) => only.includes(problem.check));
      const waitable =
        problems.length > 0 &&
        problems.every((problem) => problem.check === "pending" || problem.check === "failed");
      const left = waitMs - (performance.now() - start);
      if (!waitable || left <= 0 || project.signal.aborted) {
        return { database: await database.identify(), problems, retirable: retirable(found) };
      }
      await pause(Math.min(POLL_MS, left), project.signal);
    }
  } finally {
    await database.close();
  }
}

/** Reading every script, rollbacks and verify scripts too, finds what is wrong with it before it is needed. */
async function unreadable(project: Project, migrations: readonly Migration[]): Promise<readonly Problem[]> {
  const { placeholders } = project.settings;
  const problems: Problem[] = [];
  for (const { version, header, up, down, verify } of migrations) {
    for (const script of [up, down, verify]) {
      if (script?.language !== "sql") continue;
      const direction = script === down ? "down" : "up";
      try {
        await project.engine.read(script, header, { direction, placeholders });
      } catch (error) {
        if (!(error instanceof GodwitError)) throw error;
        const { message, hint, at } = error;
        problems.push({ check: "files", version, message: `${placeOf(at ?? script)}: ${message}`, hint });
      }
    }
  }
  return problems;
}

function placeOf({ file, line, column }: Location): string {
  return [file, line, column].filter((part) => part !== undefined).join(":");
}

function fileProblem({ message, hint }: { readonly message: string; readonly hint?: string }): Problem {
  return { check: "files", message, ...(hint === undefined ? {} : { hint }) };
}

const MESSAGES: Partial<Record<StandingName, readonly [CheckName, string, string]>> = {
  pending: ["pending", "is not applied", "run `godwit up`"],
  running: ["pending", "is being applied now", "wait for the run to end"],
  changed: [
    "changed",
    "was changed after it was applied",
    "restore the file, or `godwit repair VERSION --done`",
  ],
  missing: ["missing", "is in the history, but has no file", "restore the file, or `godwit forget VERSION`"],
  "out-of-order": ["out-of-order", "is older than what is applied", "renumber it"],
  failed: ["failed", "failed and is not finished", "correct it, then run `godwit up`"],
};

function problemOf({ version, name, standing }: Standing): Problem[] {
  const found = MESSAGES[standing];
  if (!found) return [];
  const [check, message, hint] = found;
  return [{ check, version, message: `${name} ${message}`, hint: hint.replace("VERSION", version) }];
}
