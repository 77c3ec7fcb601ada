// Packs a project into what a module without a file system needs; reads every script as `up` would, without a database.
import { prepare, readScript } from "../actions/prepare.ts";
import { sha256 } from "../core/digest.ts";
import type { Collection, Migration } from "../core/migration.ts";
import { openProject, type ProjectOptions } from "../project.ts";
import type { PackedCollection } from "../sources/bundled.ts";
import { packing } from "../sources/pack.ts";
import { itemSettings } from "./open-timeline.ts";

/** The data of a bundle: what it is of, and all that is read of its files. */
export interface Bundle {
  /** Of this form of the data. */
  readonly format: 1;
  /** Of the meaning: the same migrations have the same, whatever their comments say. */
  readonly digest: string;
  /** The environment and the database that were chosen when it was made; an invocation may name another environment. */
  readonly environment: string | null;
  readonly database: string | null;
  readonly packed: PackedCollection;
  /** Of the table beside the database, where there are both. */
  readonly table?: PackedCollection;
}

/** Throws for what `up` would find wrong with the files, syntax errors too. */
export async function bundleOf(options: ProjectOptions): Promise<Bundle> {
  const { environment, database } = options.settings;
  const items = itemSettings(options.settings);
  const main = await packedOf(options);
  const table = items && (await packedOf({ ...options, settings: items }));
  return {
    format: 1,
    digest: sha256(JSON.stringify([main.meaning, table?.meaning])),
    environment: environment ?? null,
    database: database ?? null,
    packed: main.packed,
    ...(table ? { table: table.packed } : {}),
  };
}

async function packedOf(options: ProjectOptions) {
  const project = openProject(options);
  try {
    const { engine, source } = project;
    const { collection, packed } = packing(await source.collect());
    await engine.prepare();
    for (const migration of collection.migrations) await readAll(project, migration);
    const { baselines = [], init } = collection;
    for (const script of [...baselines.map((one) => one.script), ...(init ? [init] : [])])
      await readScript(project, script, { header: NO_HEADER, direction: "up" });
    const meaning = collection.migrations.map(({ version, name, header, up, verify }) => [
      ...[version, name, header.environments, header.phase ?? "expand"],
      ...[up, verify].map((script) => script && engine.fingerprint(script, project.settings.placeholders)),
    ]);
    return { packed: packed(), meaning: [meaning, baselinesOf(collection), init?.checksum] };
  } finally {
    await project.close();
  }
}

const NO_HEADER: Migration["header"] = { depends: [], requires: [], kind: "schema", environments: [] };

async function readAll(project: Parameters<typeof prepare>[0], migration: Migration): Promise<void> {
  await prepare(project, migration);
  const { down, up, header } = migration;
  // A module holds both directions, and only it can say whether there is a second one.
  if (down && down.file !== up.file) await readScript(project, down, { header, direction: "down" });
}

function baselinesOf({ baselines = [], retired = [] }: Collection): unknown {
  return [
    baselines.map(({ version, script }) => [version, script.checksum]),
    retired.map(({ version }) => version),
  ];
}
