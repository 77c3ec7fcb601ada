// `godwit merge`: whether two branches commute, proved in both orders on shadows; heads of `Depends` are then joined.
import { existsSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { type Conflict, type MergeReport, type Part, merge as prove } from "../../actions/merge.ts";
import { type Branches, branchesOf, headsOf } from "../../core/branches.ts";
import { GodwitError } from "../../core/errors.ts";
import type { Migration } from "../../core/migration.ts";
import { inOrder } from "../../core/order.ts";
import { versionKey } from "../../core/version.ts";
import type { OpenProject } from "../../project.ts";
import { openProject } from "../../project.ts";
import { toolVersion } from "../../settings/tool-version.ts";
import { gitFolder } from "../../sources/git-folder.ts";
import { nextVersion } from "../../sources/next-version.ts";
import { writeNew } from "../../sources/write-new.ts";
import { command, type Result } from "../command.ts";
import type { Context } from "../context.ts";
import { withComparison } from "../with-comparison.ts";

export const merge = command({
  description:
    "Runs the migrations of two branches in both orders, from their common state with generated rows, on throw-away " +
    "shadows. When facts, rows and sequence values are the same at the end, the branches commute; otherwise what differs is " +
    "named, with the statements of each side, and the status is 3. A side is a head of `Depends` branches, a folder of " +
    "migrations or a git ref; one side alone is compared with the project's own folder, none means the two heads. Two " +
    "heads that commute get a joining migration.",
  examples: [
    { command: "godwit merge", does: "the two heads; writes the migration that joins them" },
    { command: "godwit merge main", does: "the working tree against the branch main of git" },
    { command: "godwit merge ../other/migrations", does: "against another folder" },
  ],
  arguments: {
    sides: { help: "heads, folders or git refs; at most two", optional: true, many: true },
  },
  flags: { dryRun: { help: "only prove; no joining migration is written" } },
  async run(context, { sides, dryRun }) {
    if (sides.length > 2) throw new GodwitError("USAGE", "merge takes at most two sides");
    return withComparison(context, async (comparison, project) => {
      const own = inOrder((await project.source.collect()).migrations);
      const removals: (() => void)[] = [];
      try {
        const chosen = await choose(context, { own, sides, removals });
        const { rehearsals, text } = comparison;
        const { branches } = chosen;
        const report = await prove({ project, diff: comparison, rehearsals, branches, text });
        const joined = report.conflicts.length > 0 || dryRun ? null : await join(context, own, chosen);
        return resultOf(report, { ...chosen, joined });
      } finally {
        for (const remove of removals) remove();
      }
    });
  },
});

interface Chosen {
  readonly branches: Branches;
  readonly titles: readonly [string, string];
  /** Of `Depends` branches. */
  readonly heads?: readonly [Migration, Migration] | undefined;
}

interface Wish {
  readonly own: readonly Migration[];
  readonly sides: readonly string[];
  readonly removals: (() => void)[];
}

async function choose(context: Context, { own, sides, removals }: Wish): Promise<Chosen> {
  const versioned = own.filter(({ repeatable }) => !repeatable);
  const named = sides.map((side) => versioned.find((one) => isNamed(one, side)));
  const heads = sides.length === 0 ? headsOf(versioned) : named;
  const [one, other] = heads;
  if (heads.length === 2 && one && other) {
    return {
      branches: branchesOf(versioned, [one, other]),
      titles: [one.name, other.name],
      heads: [one, other],
    };
  }
  if (sides.length === 0) {
    const message =
      heads.length < 2 ? "there is one head: nothing to merge" : `there are ${heads.length} heads`;
    throw new GodwitError("USAGE", message, {
      hint: "name two sides: heads of `godwit heads`, folders or git refs",
    });
  }
  const lists: (readonly Migration[])[] = [];
  for (const side of sides) lists.push(await migrationsOf(context, side, removals));
  const [first, second] = lists.length === 1 ? [own, lists[0] ?? []] : [lists[0] ?? [], lists[1] ?? []];
  const titles = [sides.length === 1 ? "this folder" : sides[0], sides.at(-1)] as [string, string];
  return { branches: apart(first, second), titles };
}

function isNamed({ version, name }: Migration, wanted: string): boolean {
  return name === wanted || (/^\d+$/.test(wanted) && versionKey(version) === versionKey(wanted));
}

/** What both have under the same name and with the same bytes is common. */
function apart(one: readonly Migration[], other: readonly Migration[]): Branches {
  const key = ({ name, up }: Migration): string => `${name} ${up.checksum}`;
  const [mine, theirs] = [new Set(one.map(key)), new Set(other.map(key))];
  return {
    base: one.filter((migration) => theirs.has(key(migration))),
    one: one.filter((migration) => !theirs.has(key(migration))),
    other: other.filter((migration) => !mine.has(key(migration))),
  };
}

async function migrationsOf(
  context: Context,
  side: string,
  removals: (() => void)[],
): Promise<readonly Migration[]> {
  const settings = await context.settings();
  const folder = resolve(context.cwd, side);
  const isFolder = existsSync(folder) && statSync(folder).isDirectory();
  let place = { root: settings.root, migrations: [folder] as readonly string[] };
  if (!isFolder) {
    const names = settings.migrations.map((name) => relative(settings.root, name) || ".");
    const taken = gitFolder(settings.root, side, { folders: names });
    removals.push(taken.remove);
    place = { root: taken.root, migrations: names.map((name) => resolve(taken.root, name)) };
  }
  const { report, signal, variables } = context;
  const options = {
    settings: { ...settings, ...place },
    report,
    signal,
    variables,
    toolVersion: toolVersion(),
  };
  const project: OpenProject = openProject(options);
  return inOrder((await project.source.collect()).migrations);
}

/** Only heads of this folder can be joined by a file. */
async function join(context: Context, own: readonly Migration[], { heads }: Chosen): Promise<string | null> {
  if (!heads) return null;
  const { root, migrations: folders, numbering } = await context.settings();
  const version = nextVersion(
    own.map((one) => one.version),
    { numbering, now: new Date() },
  );
  const [one, other] = heads;
  const name = `${version}_merge_${one.version}_${other.version}.sql`;
  const path = resolve(folders[0] ?? root, name);
  const text = `-- Description: joins ${one.name} and ${other.name}, which give the same in both orders\n-- Depends: ${one.version}, ${other.version}\n\nselect 1;\n`;
  const shown = relative(root, path).replaceAll("\\", "/");
  writeNew([{ path, shown, text }]);
  return shown;
}

interface Outcome extends Chosen {
  readonly joined: string | null;
}

function resultOf(
  { conflicts, unfilled }: MergeReport,
  { branches, titles, heads, joined }: Outcome,
): Result {
  const names = [branches.one, branches.other].map((list) => list.map(({ name }) => name));
  const document = {
    commutes: conflicts.length === 0,
    base: branches.base.map(({ name }) => name),
    branches: titles.map((title, index) => ({ title, migrations: names[index] ?? [] })),
    conflicts,
    unfilled: unfilled.map(({ path, reason }) => ({ table: path.join("."), reason })),
    wrote: joined,
  };
  const status = conflicts.length === 0 ? 0 : 3;
  return { document, status, text: () => textOf({ conflicts, unfilled }, { titles, names, heads, joined }) };
}

interface Told extends Pick<Outcome, "titles" | "heads" | "joined"> {
  readonly names: readonly (readonly string[])[];
}

function textOf({ conflicts, unfilled }: MergeReport, { titles, names, heads, joined }: Told): string {
  const lines = titles.map((title, index) => `${title}: ${names[index]?.join(", ") || "nothing of its own"}`);
  for (const { path, reason } of unfilled)
    lines.push(`no rows could be made for ${path.join(".")}: ${reason}`);
  if (conflicts.length > 0) {
    lines.push("", `${conflicts.length === 1 ? "a conflict" : `${conflicts.length} conflicts`}:`);
    for (const conflict of conflicts) lines.push(...conflictLines(conflict));
    return `${lines.join("\n")}\n`;
  }
  lines.push("", "they commute: both orders give the same facts, rows and sequence values");
  if (joined !== null) lines.push(`wrote ${joined}`);
  else if (!heads)
    lines.push("after merging the files: `godwit renumber` gives late or colliding ones new numbers");
  return `${lines.join("\n")}\n`;
}

function conflictLines({ about, message, one, other }: Conflict): string[] {
  const part = ({ name, statement, file, line }: Part): string =>
    `    ${name}, ${file}${line === undefined ? "" : `:${line}`}: ${statement}`;
  return [`✗ ${about}`, `  ${message}`, ...one.map(part), ...other.map(part)];
}
