// The sides of a comparison: a live database, SQL that a shadow elaborates, and migrations that run on one.

import { diff } from "../core/diff.ts";
import type { DatabaseIdentity } from "../core/engine.ts";
import type { Schema, SchemaReading } from "../core/fact.ts";
import type {
  LoadOptions,
  LoadReport,
  SchemaDatabase,
  SchemaEngine,
  SchemaSource,
  SchemaText,
  Shadow,
  ShadowOptions,
  ShadowServer,
  Skipped,
  SourceReading,
} from "../core/schema-database.ts";
import { without } from "../core/without.ts";
import { notProved } from "./describe-change.ts";
import type { DiffProject } from "./diff-project.ts";
import { withoutOwners } from "./usual-owners.ts";

interface LiveSource {
  readonly title: string;
  open(): Promise<SchemaDatabase>;
}

/** A live database: it is only read. Its state is made on a shadow by a plan from nothing. */
export function databaseSource(
  { title, open }: LiveSource,
  { shadows, engine, own }: DiffProject,
): SchemaSource {
  let opened: Promise<SchemaDatabase> | undefined;
  let known: Promise<SourceReading> | undefined;
  const database = () => {
    opened ??= open();
    return opened;
  };
  const look = async (options: ShadowOptions): Promise<SourceReading> => {
    const live = await database();
    const reading = await live.read();
    const skipped = await lackingOn(shadows, reading.schema, options);
    return { ...reading, skipped, occupied: await live.occupied() };
  };
  const read = (options: ShadowOptions) => {
    known ??= look(options);
    return known;
  };
  return {
    title,
    identify: async () => (await database()).identify(),
    needs: () => shadows.examine([]),
    read,
    ask: async (demand) => (await database()).ask(demand),
    async rebuild(options) {
      const { schema, owner, unmodelled, skipped } = await read(options);
      const unmade = skipped.flatMap(({ makes }) => (makes ? [makes] : []));
      const wanted = { schema: without(schema, [...own, ...unmade]).schema, owner, unmodelled };
      return built(wanted, options, { shadows, engine, title });
    },
    close: async () => (await opened?.catch(() => undefined))?.close(),
  };
}

/** What the live side has and no shadow of ours can have: asked only where something can be lacking at all. */
async function lackingOn(
  shadows: ShadowServer,
  schema: Schema,
  { major }: ShadowOptions,
): Promise<readonly Skipped[]> {
  if (![...schema.values()].some(({ id: { kind, path } }) => kind === "extension" && path[0] !== "plpgsql"))
    return [];
  const shadow = await shadows.open({ major });
  try {
    return await shadow.lacking(schema);
  } finally {
    await shadow.close();
  }
}

interface Build {
  readonly shadows: ShadowServer;
  readonly engine: SchemaEngine;
  readonly title: string;
}

/** A shadow with this schema, proved equal to it. */
async function built(
  wanted: SchemaReading,
  options: ShadowOptions,
  { shadows, engine, title }: Build,
): Promise<Shadow> {
  const bare = await shadows.open(options);
  try {
    const { version } = await bare.identify();
    const major = Number.parseInt(version, 10);
    const { steps } = engine.plan((await bare.read()).schema, wanted.schema, { major });
    const texts = [{ file: title, text: steps.map(({ text }) => `${text};\n`).join("") }];
    const needs = await shadows.examine(texts);
    const roles = needs.roles.filter((role) => !options.roles?.includes(role));
    if (needs.ownCluster && (roles.length > 0 || !options.ownCluster)) {
      await bare.close();
      const more = { ...options, ownCluster: true, roles: [...(options.roles ?? []), ...roles] };
      return await built(wanted, more, { shadows, engine, title });
    }
    await bare.apply(steps);
    const owners = new Set([bare.user, wanted.owner]);
    const rest = diff(
      withoutOwners((await bare.read({ owner: wanted.owner })).schema, owners),
      withoutOwners(wanted.schema, owners),
    );
    if (rest.length > 0) throw notProved(`${title} could not be made again on a shadow`, rest);
    return bare;
  } catch (error) {
    await bare.close();
    throw error;
  }
}

interface LoadedSource {
  readonly title: string;
  texts(): Promise<readonly SchemaText[]>;
  /** Who makes everything, unless said otherwise; found out when not given. */
  readonly owner?: string | undefined;
  /** Puts the shadow into the state. */
  load(shadow: Shadow, texts: readonly SchemaText[]): Promise<LoadReport>;
}

/** Something that a shadow must elaborate. */
function loadedSource({ title, texts, owner, load }: LoadedSource, { shadows }: DiffProject): SchemaSource {
  let all: Promise<readonly SchemaText[]> | undefined;
  const kept: Shadow[] = [];
  const known = () => {
    all ??= texts();
    return all;
  };
  const make = async (options: ShadowOptions): Promise<{ shadow: Shadow; report: LoadReport }> => {
    const shadow = await shadows.open(options);
    try {
      return { shadow, report: await load(shadow, await known()) };
    } catch (error) {
      await shadow.close();
      throw error;
    }
  };
  return {
    title,
    identify: async (): Promise<DatabaseIdentity | null> => null,
    needs: async () => shadows.examine(await known()),
    async read(options) {
      const { shadow, report } = await make(options);
      kept.push(shadow);
      return { ...report, ...(await shadow.read({ owner })), occupied: new Map(), shadow };
    },
    rebuild: async (options) => (await make(options)).shadow,
    close: async () => {
      await Promise.all(kept.splice(0).map((shadow) => shadow.close()));
    },
  };
}

export interface SqlSource extends Pick<LoadedSource, "title" | "texts"> {
  readonly order: NonNullable<LoadOptions["order"]>;
}

export function sqlSource({ title, texts, order }: SqlSource, project: DiffProject): SchemaSource {
  return loadedSource({ title, texts, load: (shadow, all) => shadow.load(all, { order }) }, project);
}

export interface MigrationsSource extends Pick<LoadedSource, "title" | "texts" | "owner"> {
  /** Runs them on a shadow by the engine that runs them everywhere. */
  up(shadow: Shadow, texts: readonly SchemaText[]): Promise<LoadReport>;
}

export function migrationsSource({ up, ...about }: MigrationsSource, project: DiffProject): SchemaSource {
  return loadedSource({ ...about, load: up }, project);
}
