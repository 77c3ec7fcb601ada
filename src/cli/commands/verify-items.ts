// `godwit verify` and `godwit drift` on DynamoDB: proofs on items, in memory, and a live table against its init.
import { relative } from "node:path";
import type { Project } from "../../actions/project.ts";
import { itemDrift, verifyItems as prove } from "../../actions/verify-items.ts";
import { GodwitError } from "../../core/errors.ts";
import { ownEntry } from "../../settings/own-entry.ts";
import type { Settings } from "../../settings/settings.ts";
import { directory } from "../../sources/directory.ts";
import { gitFolder } from "../../sources/git-folder.ts";
import { initScript } from "../../sources/init-module.ts";
import type { Result } from "../command.ts";
import type { Context } from "../context.ts";
import { itemDriftReport, itemProofsReport } from "../item-proofs-report.ts";
import { withProject } from "../with-project.ts";

/** `base` is the git ref of the last release. */
export async function verifyItems(context: Context, base: string | undefined): Promise<Result> {
  const settings = await context.settings();
  const entry = ownEntry();
  const { root } = settings;
  const file = settings.dynamodb?.init;
  const init = file === undefined ? null : initScript({ root, file, entry });
  if (init && base === undefined) {
    throw new GodwitError("USAGE", "it is not known which items the last release began with", {
      hint: "name its tag or branch: `godwit verify --base REF`",
    });
  }
  const seed = Math.ceil(Math.random() * 1_000_000);
  const work = (project: Project) =>
    withBase(settings, base, (release) => prove(project, { ...release, init, seed }));
  const { database, migrations, parity } = await withProject(context, work);
  const all = [parity, ...migrations.flatMap(({ proofs }) => Object.values(proofs))];
  const failed = all.some(({ verdict }) => verdict === "fail");
  return {
    database: `${database.host}/${database.name}`,
    document: { migrations, parity, seed },
    text: () => itemProofsReport({ migrations, parity }, context.stdout),
    ...(failed ? { status: 3 as const } : {}),
  };
}

type Release = Pick<Parameters<typeof prove>[1], "base" | "had">;

async function withBase<T>(
  { root, migrations, dynamodb }: Settings,
  ref: string | undefined,
  work: (release: Release) => Promise<T>,
): Promise<T> {
  if (ref === undefined) return work({ base: null, had: [] });
  const file = dynamodb?.init;
  const folders = migrations.map((folder) => relative(root, folder));
  const release = gitFolder(root, ref, { folders, files: file === undefined ? [] : [file] });
  try {
    const entry = ownEntry();
    const source = directory({ folder: folders, root: release.root, entry });
    const { migrations: had } = await source.collect();
    const base = file === undefined ? null : initScript({ root: release.root, file, entry });
    return await work({ base, had });
  } finally {
    release.remove();
  }
}

export async function driftItems(context: Context): Promise<Result> {
  const { root, dynamodb } = await context.settings();
  const file = dynamodb?.init;
  const init = file === undefined ? null : initScript({ root, file, entry: ownEntry() });
  if (!init) {
    throw new GodwitError(
      "NOT_SUPPORTED",
      "the items of a table can only be compared with those of its init",
      {
        hint: "write a module with `export default dynamo({ init(ctx) { … } })`, and name it in `dynamodb.init`",
      },
    );
  }
  const { database, differences } = await withProject(context, (project) => itemDrift(project, init));
  return {
    database: `${database.host}/${database.name}`,
    document: { differences },
    text: () => itemDriftReport(differences, context.stdout),
    ...(differences.length > 0 ? { status: 3 as const } : {}),
  };
}
