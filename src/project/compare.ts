// Makes what comparing schemas needs from a project's settings: shadows, and the sides as people name them.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { DataWalk } from "../actions/data-walk.ts";
import type { DiffProject } from "../actions/diff-project.ts";
import type { FreshInstall } from "../actions/parity.ts";
import type { Project } from "../actions/project.ts";
import type { Proof } from "../actions/proof.ts";
import type { ProofCache } from "../actions/proof-cache.ts";
import type { Rehearsals } from "../actions/rehearsal.ts";
import { databaseSource, sqlSource } from "../actions/schema-sources.ts";
import type { AdoptionDatabase } from "../core/adoption.ts";
import { asGodwitError, GodwitError } from "../core/errors.ts";
import type { Migration, Script } from "../core/migration.ts";
import type { SchemaDatabase, SchemaSource, SchemaText } from "../core/schema-database.ts";
import { majorOf } from "../postgres/schema-database.ts";
import { postgresSchemas } from "../postgres/schema-engine.ts";
import type { ProjectOptions } from "../project.ts";
import type { Target } from "../settings/settings.ts";
import { commandOutput, schemaTexts } from "../sources/schema-texts.ts";
import { baselineInstall } from "./baseline-install.ts";
import { openAdoption, openDatabase, openOwnDatabase, ownTables } from "./live-database.ts";
import { expectedSource, migrations, someMigrations } from "./migrated-shadow.ts";
import { preparedShadows } from "./prepared-shadows.ts";
import { presetSource } from "./preset-source.ts";
import { proofCache } from "./proof-cache.ts";
import { openRealData } from "./real-data.ts";
import { rehearsals, textOf } from "./rehearsals.ts";
import { shadowServer } from "./shadow-server.ts";

export interface Comparison extends DiffProject {
  /** One side as a person names it; see CONTRACT section 3. Throws SCHEMA_SOURCE, NOT_SUPPORTED. */
  source(named: string): Promise<SchemaSource>;
  /** The schema that the history of the project's database should have given. */
  expected(project: Project): SchemaSource;
  /** Some of the project's migrations; none where their folder is still to be made. */
  migrations(wanted: (migration: Migration) => boolean): SchemaSource;
  /** The project's own database. */
  live(): Promise<SchemaSource>;
  /** The file of the setting `dump`; null where it is not set, or not there. */
  dumped(): SchemaSource | null;
  /** The newest baseline and what it stands for, or why they cannot be compared; null where there is none. */
  baseline(): Promise<FreshInstall | Proof | null>;
  /** The project's own database, to be read directly. */
  liveDatabase(): Promise<SchemaDatabase>;
  /** What the project's own database says of tools that migrated it before. */
  adoption(): Promise<AdoptionDatabase>;
  /** A script as the engine of schemas reads it. */
  text(script: Script): SchemaText;
  /** Shadows on which the project's migrations run one by one. */
  readonly rehearsals: Rehearsals;
  /** A copy of real data, from a URL or a dump. */
  realData(where: string): (migrations: readonly Migration[]) => Promise<DataWalk>;
  /** What was proved of them before. */
  readonly proofs: ProofCache;
  close(): Promise<void>;
}

export interface ComparisonOptions extends ProjectOptions {
  /** Where paths of the command line count from. */
  readonly cwd: string;
  /** The URL of another environment. */
  environment(name: string): Promise<Target | undefined>;
}

export function openComparison(options: ComparisonOptions): Comparison {
  const { settings, cwd, variables, signal } = options;
  if (settings.dynamodb) {
    throw new GodwitError("NOT_SUPPORTED", "schemas of DynamoDB tables cannot be compared by this version");
  }
  const { root, shadowSetup } = settings;
  const bare = shadowServer({ url: shadowUrl(settings.shadow), from: root, variables, signal });
  const shadows = shadowSetup
    ? preparedShadows(bare, () => schemaTexts([shadowSetup], { root, base: root }))
    : bare;
  let known: Promise<number | undefined> | undefined;
  const major = () => {
    known ??= majorOfTarget(options);
    return known;
  };
  const project: DiffProject = { shadows, engine: postgresSchemas, own: ownTables(settings), major };
  const database = (title: string, url: Target["value"]): SchemaSource =>
    databaseSource({ title, open: () => openDatabase({ url, variables }) }, project);

  const rehearse = rehearsals(options, project);
  const sources = {
    migrations: async () => migrations(options, project),
    schema: async () => desired(options, project),
  };
  return {
    ...project,
    async source(named) {
      if (named === "migrations" || named === "schema") return sources[named]();
      if (named.startsWith("env:")) return environment(named.slice("env:".length));
      if (/^postgres(?:ql)?:\/\//.test(named)) return database(withoutSecrets(named), named);
      return files(named);
    },
    migrations: (wanted) => someMigrations(options, project, wanted),
    expected: (run) => expectedSource(options, project, run),
    rehearsals: rehearse,
    realData: (where) => openRealData(where, options, { ...project, rehearsals: rehearse }),
    proofs: proofCache({ ...options, major }),
    async live() {
      return databaseSource({ title: "the database", open: () => openOwnDatabase(options) }, project);
    },
    dumped() {
      const file = settings.dump?.file;
      if (file === undefined || statSync(file, { throwIfNoEntry: false }) === undefined) return null;
      const place = { root: settings.root, base: settings.root };
      // It holds what `shadowSetup` would make before it.
      return sqlSource(
        { title: "the dump", order: "any", texts: async () => schemaTexts([file], place) },
        { ...project, shadows: bare },
      );
    },
    baseline: () => baselineInstall(options, project),
    liveDatabase: () => openOwnDatabase(options),
    text: (script) => textOf(script, options),
    adoption: () => openAdoption(options),
    async close() {
      await shadows.close();
    },
  };

  async function environment(name: string): Promise<SchemaSource> {
    const target = await options.environment(name);
    if (!target) {
      throw new GodwitError("SCHEMA_SOURCE", `environment ${name} has no url of its own`, {
        hint: `set environments.${name}.url in the configuration`,
      });
    }
    return database(`env:${name}`, target.value);
  }

  function files(named: string): SchemaSource {
    const place = { root: settings.root, base: cwd };
    if (statSync(resolve(cwd, named), { throwIfNoEntry: false }) === undefined) {
      throw new GodwitError(
        "SCHEMA_SOURCE",
        `${named} is no URL, and there is no file or folder of that name`,
      );
    }
    const { placeholders } = settings;
    const texts = async () => schemaTexts([named], place).map((text) => ({ ...text, placeholders }));
    return sqlSource({ title: named, order: "any", texts }, project);
  }
}

function desired({ settings, signal }: ComparisonOptions, project: DiffProject): SchemaSource {
  if (!settings.schema) {
    throw new GodwitError("SCHEMA_SOURCE", "there is no desired schema in the configuration", {
      hint: 'set `schema: "schema.sql"` in the configuration; `godwit diff` also takes a file with --to',
    });
  }
  const { source, base } = settings.schema;
  if (typeof source === "object" && "preset" in source) {
    return presetSource({ ...source, base, signal }, project);
  }
  const { root, placeholders } = settings;
  const read = async () => {
    if (typeof source === "string") return schemaTexts([source], { root, base });
    if ("command" in source) return [await commandOutput(source.command, { root: base, signal })];
    return schemaTexts(source, { root, base });
  };
  const texts = async () => (await read()).map((text) => ({ ...text, placeholders }));
  return sqlSource({ title: "schema", order: "any", texts }, project);
}

/** What will run the plan decides what a shadow is: a database that cannot be reached says nothing. */
async function majorOfTarget({
  settings,
  variables,
  report,
}: ComparisonOptions): Promise<number | undefined> {
  const { url, root } = settings;
  if (!url) {
    const { postgresStatus } = await import("../servers/embedded-postgres.ts");
    const status = await postgresStatus(resolve(root, ".godwit", "db"));
    if (status.state === "absent") return undefined;
    return status.state === "stopped" ? status.major : majorOf(status.version);
  }
  try {
    const database = await openDatabase({ url: url.value, variables });
    try {
      return majorOf((await database.identify()).version);
    } finally {
      await database.close();
    }
  } catch (error) {
    const message = `the project's database is not asked for its version: ${asGodwitError(error).message}`;
    report({
      type: "note",
      message,
      hint: "schemas are compared on the major version that comes with Godwit",
    });
    return undefined;
  }
}

function shadowUrl(shadow: string | undefined): string | undefined {
  if (shadow === undefined) return undefined;
  if (/^postgres(?:ql)?:\/\//.test(shadow) && URL.canParse(shadow)) return shadow;
  throw new GodwitError(
    "CONFIG_INVALID",
    'shadow must be "embedded" or a URL such as postgres://user@host/database',
  );
}

function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) return "the URL";
  const { hostname, pathname } = new URL(url);
  return `${hostname}${pathname}`;
}
