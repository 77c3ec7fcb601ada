// Opens the settings: flags before variables before the file's sections before defaults, each value with its origin.
import { dirname, resolve } from "node:path";
import { GodwitError } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import { checkConfig } from "./check-config.ts";
import type { Config, DynamodbTarget } from "./config.ts";
import { find, type Layers, lookUp, sectionsOf } from "./layers.ts";
import { readLint } from "./lint-settings.ts";
import { type ConfigFile, readConfig } from "./read-config.ts";
import { readRunners } from "./runner-settings.ts";
import {
  FLAG_VARIABLES,
  SINGLE_SETTINGS,
  UNUSED_PROTECTIONS,
  UNUSED_SETTINGS,
  variableName,
  variablesOf,
} from "./setting-names.ts";
import type { Settings } from "./settings.ts";
import { findTarget } from "./target.ts";
import { valuesFrom } from "./values.ts";

export interface LoadOptions {
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** --config, --env and --database; the variables of the same names count where a flag is not given. */
  readonly config?: string | undefined;
  readonly environment?: string | undefined;
  readonly database?: string | undefined;
  /** The configuration itself, where it does not lie in a file here. */
  readonly file?: ConfigFile | undefined;
  /** Settings given by other flags: the setting's name to the flag as written and its value. */
  readonly flags?: Layers["flags"];
}

/** Throws CONFIG_INVALID, CONFIG_LOAD, FILE_UNREADABLE or ENVIRONMENT_UNKNOWN. */
export async function loadSettings(options: LoadOptions): Promise<Settings> {
  const { variables, cwd } = options;
  const file = options.file ?? (await readConfig(cwd, options.config ?? given(variables.GODWIT_CONFIG)));
  const config: Config = file ? await checkConfig(file) : {};
  const environment = options.environment ?? given(variables.GODWIT_ENV);
  const database = options.database ?? given(variables.GODWIT_DATABASE);
  const shown = file?.shown ?? "the configuration";
  if (!file && (environment !== undefined || database !== undefined)) {
    const [what, name] = environment === undefined ? ["database", database] : ["environment", environment];
    throw new GodwitError(
      "ENVIRONMENT_UNKNOWN",
      `${what} ${name} needs a configuration file; there is none`,
      {
        hint: "run `godwit init` to write one, or pass --url instead",
      },
    );
  }
  const sections = sectionsOf({ config, shown, environment, database });
  const layers: Layers = { flags: options.flags ?? {}, variables, sections };
  const root = file ? dirname(file.path) : cwd;
  const values = valuesFrom(layers);
  const migrations = values.paths("migrations", ["migrations"]);
  // A path on the command line is meant from where one is, a path in the file from where the file is.
  const base = find(layers, "migrations")?.origin.startsWith("--") ? cwd : root;
  const { url, directUrl, notes } = targets(layers, environment);
  const configured = readDynamodb(values);
  // A URL on the command line is meant for this one run, whatever the environment has.
  const dynamodb = url?.origin === "--url" ? undefined : configured;
  const role = values.text("role");
  const schema = values.schema();
  const dump = values.text("dump", "none");
  const shadow = values.text("shadow", "embedded");
  const shadowSetup = values.text("shadowSetup");
  const lastKnownGood = values.text("lastKnownGood");
  const unused = UNUSED_SETTINGS.filter((name) =>
    sections.some((section) => lookUp(section.content, name) !== undefined),
  );
  const unprotected = unused.filter((name) => UNUSED_PROTECTIONS.includes(name));
  if (unprotected.length > 0) {
    notes.push(`this version does not act on ${unprotected.join(", ")}, set in ${shown}`);
  }
  for (const [name, target] of [["url", url] as const, ["directUrl", directUrl] as const]) {
    values.showTarget(name, target);
  }
  const isProtected = values.flag("protected");
  return {
    root,
    ...(file ? { configFile: file.path } : {}),
    migrations: migrations.map((folder) => resolve(base, folder)),
    ...(url ? { url } : {}),
    ...(directUrl ? { directUrl } : {}),
    ...inTimeline(dynamodb, (folder) => resolve(root, folder)),
    ...readRunners(values, layers),
    history: {
      schema: values.text("history.schema", "public"),
      table: values.text("history.table", "schema_migrations"),
    },
    order: values.choice("order", ["strict", "any"]),
    numbering: values.choice("numbering", ["sequence", "timestamp"]),
    transaction: values.choice("transaction", ["each", "all"]),
    lockTimeoutMs: values.duration("lockTimeout", "2s"),
    lockBudgetMs: values.duration("lockBudget", "10m"),
    statementTimeoutMs: values.duration("statementTimeout", 0),
    waitMs: values.duration("wait", "60s"),
    leaseMs: values.duration("lease", "30s"),
    ...(role === undefined ? {} : { role }),
    ...(schema === undefined
      ? {}
      : { schema: { source: schema, base: find(layers, "schema")?.origin.startsWith("--") ? cwd : root } }),
    ...(dump === "none" ? {} : { dump: dumpOf(layers, { file: dump, root, cwd, isProtected }) }),
    ...(shadow === "embedded" ? {} : { shadow }),
    ...(shadowSetup === undefined ? {} : { shadowSetup: resolve(root, shadowSetup) }),
    ...(lastKnownGood === undefined ? {} : { lastKnownGood: resolve(root, lastKnownGood) }),
    placeholders: values.placeholders(),
    lint: readLint(values, config),
    hooks: config.hooks ?? {},
    ...(environment === undefined ? {} : { environment }),
    ...(database === undefined ? {} : { database }),
    protected: isProtected,
    environments: Object.keys({ ...config.environments, ...databaseEnvironments(config, database) }),
    databases: Object.keys(config.databases ?? {}),
    origins: config.hooks
      ? { ...values.shown(), hooks: { value: Object.keys(config.hooks), origin: shown } }
      : values.shown(),
    unused,
    notes: [...notes, ...unknownVariables(variables, Object.keys(config.placeholders ?? {}))],
  };
}

/** A run in a protected environment has no checkout to write to, unless it is said for that environment or run. */
function dumpOf(
  layers: Layers,
  {
    file,
    root,
    cwd,
    isProtected,
  }: Readonly<Record<"file" | "root" | "cwd", string>> & { readonly isProtected: boolean },
): NonNullable<Settings["dump"]> {
  const origin = find(layers, "dump")?.origin ?? "";
  if (origin.startsWith("--")) return { file: resolve(cwd, file), write: "always" };
  const general = layers.sections.some(
    (section) => section.origin === origin && !/: .*\benvironments\./.test(origin),
  );
  return { file: resolve(root, file), write: isProtected && general ? "never" : "when changed" };
}

function given(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

function targets(layers: Layers, environment: string | undefined) {
  const notes: string[] = [];
  const url = findTarget(layers, { name: "url", environment });
  const overridden = layers.sections.find((section) => lookUp(section.content, "url") !== undefined);
  if (environment !== undefined && overridden && (url?.origin ?? "").match(/^(DATABASE_URL|GODWIT_URL)$/)) {
    notes.push(`${url?.origin} is used, not the url of ${overridden.origin}`);
  }
  return { url, directUrl: findTarget(layers, { name: "directUrl", environment }), notes };
}

/** With a folder of its own a table is beside the database; without it takes its place. */
function inTimeline(
  dynamodb: DynamodbTarget | undefined,
  absolute: (folder: string) => string,
): Pick<Settings, "dynamodb" | "timeline" | "beside"> {
  if (!dynamodb) return {};
  if (dynamodb.migrations === undefined) return { dynamodb };
  const beside = [absolute(dynamodb.migrations)];
  return { timeline: { dynamodb, migrations: beside }, beside };
}

function readDynamodb(values: ReturnType<typeof valuesFrom>): DynamodbTarget | undefined {
  const table = values.text("dynamodb.table");
  if (table === undefined) return undefined;
  return {
    table,
    region: values.text("dynamodb.region"),
    account: values.text("dynamodb.account"),
    profile: values.text("dynamodb.profile"),
    endpoint: values.text("dynamodb.endpoint"),
    updatedAt: values.text("dynamodb.updatedAt"),
    updatedBy: values.text("dynamodb.updatedBy"),
    init: values.text("dynamodb.init"),
    migrations: values.text("dynamodb.migrations"),
    maxWcu: values.rate("dynamodb.maxWcu"),
    withoutBackup: values.text("dynamodb.withoutBackup"),
    managedBy: values.choice("dynamodb.managedBy", ["tags", "godwit", "cloudformation", "terraform"]),
  };
}

function databaseEnvironments(config: Config, database: string | undefined): object {
  return (database === undefined ? undefined : config.databases?.[database]?.environments) ?? {};
}

/** A misspelt variable must not be ignored in silence. */
function unknownVariables(
  variables: LoadOptions["variables"],
  placeholders: readonly string[],
): readonly string[] {
  const known = new Set([
    ...FLAG_VARIABLES,
    ...SINGLE_SETTINGS.flatMap(variablesOf),
    ...placeholders.map((name) => variableName(`placeholders.${name}`)),
  ]);
  return Object.keys(variables)
    .filter((name) => name.startsWith("GODWIT_") && !known.has(name))
    .map((name) => {
      const meant = nearest(name, known);
      return `the variable ${name} means nothing to Godwit${meant ? `; did you mean ${meant}?` : ""}`;
    });
}
