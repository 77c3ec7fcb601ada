// `godwit renumber`: new numbers for migrations that are late, or that share theirs with another.
import type { Project } from "../../actions/project.ts";
import { status } from "../../actions/status.ts";
import { GodwitError } from "../../core/errors.ts";
import { versionKey } from "../../core/version.ts";
import {
  colliding,
  type NumberedFile,
  numberedFiles,
  type Renaming,
  rename,
  renamingsFor,
} from "../../sources/renumber.ts";
import { type DependsChanges, dependsChanges, followRenamings } from "../../sources/renumber-depends.ts";
import { askEnvironments } from "../ask-environments.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { withProject } from "../with-project.ts";

export const renumber = command({
  description:
    "Gives new numbers, after all others, to migrations that share theirs with another one, or, where none does, to those " +
    "that are older than what is applied. Rollback and verify script go along. Files are renamed, and only a " +
    "`Depends` that names the old number is changed, so that git sees a rename. No configured environment may have them; each of them is asked.",
  examples: [
    { command: "godwit renumber", does: "all that collide, or all that are late" },
    { command: "godwit renumber 042_add_index", does: "this one" },
    { command: "godwit renumber --dry-run", does: "only say what would be renamed" },
  ],
  arguments: {
    migrations: { help: "names, or versions that only one migration has", optional: true, many: true },
  },
  flags: { dryRun: { help: "only say what would be renamed" } },
  async run(context, { migrations, dryRun }) {
    const { root, migrations: folders, numbering } = await context.settings();
    const files = numberedFiles(root, folders);
    const wanted = await choose(context, files, migrations);
    const renamings = renamingsFor(files, wanted, { root, folders, numbering, now: new Date() });
    if (renamings.length === 0) return { document: { renamed: [] }, text: () => "nothing to renumber\n" };
    const names = wanted.map(({ name }) => name.name);
    const against = (await askEnvironments(context, (project) => problemOf(project, names))).filter(
      ({ problem }) => problem !== null,
    );
    if (against.length > 0) {
      return {
        document: { renamed: [], environments: against },
        error: new GodwitError("CHECK_FAILED", "a migration that is applied somewhere keeps its number", {
          hint: "renumber the other one by its name, or make the environment reachable",
        }),
        text: () => against.map(({ name, problem }) => `${name}: ${problem}\n`).join(""),
      };
    }
    const depends = dependsChanges(root, files, renamings);
    if (!dryRun) {
      rename(root, renamings);
      followRenamings(root, depends.changes, renamings);
    }
    return {
      document: {
        renamed: dryRun ? [] : renamings,
        ...(dryRun ? { wouldRename: renamings } : {}),
        depends,
      },
      text: () => report(renamings, depends, dryRun),
    };
  },
});

function report(
  renamings: readonly Renaming[],
  { changes, doubts }: DependsChanges,
  dryRun: boolean | undefined,
): string {
  const [renamed, changed] = dryRun ? ["would rename", "would change"] : ["renamed", "changed"];
  return [
    ...renamings.map(({ from, to }) => `${renamed} ${from} → ${to}`),
    ...changes.map(({ file, line, from, to }) => `${changed} ${file}:${line}: depends on ${from} → ${to}`),
    ...doubts.map(
      ({ file, line, from, to, keeps }) =>
        `${file}:${line} depends on ${from}, which is ${keeps} from now on: write ${to} if the other one was meant`,
    ),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

async function choose(
  context: Context,
  files: readonly NumberedFile[],
  named: readonly string[],
): Promise<readonly NumberedFile[]> {
  const ups = files.filter(({ name }) => name.role === "up");
  if (named.length > 0) return named.map((wanted) => chosen(ups, wanted));
  const together = colliding(files);
  if (together.length > 0) return together;
  const { standings } = await withProject(context, status);
  const late = new Set(
    standings.flatMap(({ standing, name }) => (standing === "out-of-order" ? [name] : [])),
  );
  return ups.filter(({ name }) => late.has(name.name));
}

function chosen(ups: readonly NumberedFile[], wanted: string): NumberedFile {
  const byName = ups.filter(({ name }) => name.name === wanted);
  const found =
    byName.length > 0 ? byName : ups.filter(({ name }) => versionKey(name.version) === versionKey(wanted));
  const [only, another] = found;
  if (!only) throw new GodwitError("VERSION_UNKNOWN", `there is no migration ${wanted}`);
  if (!another) return only;
  throw new GodwitError("USAGE", `${only.name.name} and ${another.name.name} have this number`, {
    hint: `name the one that is to get another: \`godwit renumber ${another.name.name}\``,
  });
}

/** By name: two migrations may share a number, and only one of them be applied. */
async function problemOf(project: Project, names: readonly string[]): Promise<string | null> {
  const database = await project.engine.open(project);
  try {
    const { records } = await database.history();
    const applied = records.filter(({ name }) => names.includes(name)).map(({ name }) => name);
    return applied.length === 0 ? null : `has ${applied.join(", ")}`;
  } finally {
    await database.close();
  }
}
