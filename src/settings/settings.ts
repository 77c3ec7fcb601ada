// The settings of a run: checked, in the units the code works in, each with where it came from.
import type { Hooks } from "../core/hook.ts";
import type { Config, DynamodbTarget, EcsRunner, LambdaRunner, SchemaSource } from "./config.ts";

export interface Settings {
  /** The configuration file's folder, or where we are without one. Absolute. */
  readonly root: string;
  /** Absolute; absent when there is no configuration file. */
  readonly configFile?: string;
  /** The folders of migrations, absolute. */
  readonly migrations: readonly string[];
  /** Absent means the embedded server. */
  readonly url?: Target;
  readonly directUrl?: Target;
  readonly dynamodb?: DynamodbTarget;
  /** A table beside the PostgreSQL database, and the folders of its migrations, absolute. */
  readonly timeline?: { readonly dynamodb: DynamodbTarget; readonly migrations: readonly string[] };
  /** Folders whose versions are in the same order, and another database's. Absolute. */
  readonly beside?: readonly string[];
  /** Where `godwit run` runs commands. */
  readonly lambda?: LambdaRunner;
  readonly ecs?: EcsRunner;
  readonly history: { readonly schema: string; readonly table: string };
  readonly order: "strict" | "any";
  readonly numbering: "sequence" | "timestamp";
  readonly transaction: "each" | "all";
  readonly lockTimeoutMs: number;
  readonly lockBudgetMs: number;
  readonly statementTimeoutMs: number;
  readonly waitMs: number;
  readonly leaseMs: number;
  readonly role?: string;
  /** The desired schema, and the folder that its paths count from. */
  readonly schema?: { readonly source: SchemaSource; readonly base: string };
  /** The file that the schema is written to, absolute, and when runs write it. */
  readonly dump?: { readonly file: string; readonly write: "never" | "when changed" | "always" };
  /** A URL on which databases may be created for proofs; embedded servers without it. */
  readonly shadow?: string;
  /** Absolute. */
  readonly shadowSetup?: string;
  /** The file that says which migration the last good release had, absolute. */
  readonly lastKnownGood?: string;
  readonly placeholders: Readonly<Record<string, string>>;
  readonly hooks: Hooks;
  readonly lint: LintSettings;
  /** The chosen environment's name. */
  readonly environment?: string;
  /** The chosen database's name, where the project has several. */
  readonly database?: string;
  readonly protected: boolean;
  /** Names that --env and --database may have. */
  readonly environments: readonly string[];
  readonly databases: readonly string[];
  /** Every value as it may be shown, secrets masked, by its name in the configuration file. */
  readonly origins: Readonly<Record<string, Shown>>;
  /** Settings of the file which apply here and which nothing in this version acts on. */
  readonly unused: readonly string[];
  /** What a person should know before relying on these settings, one sentence each. */
  readonly notes: readonly string[];
}

/** What the linter goes by. */
export interface LintSettings {
  readonly failOn: "error" | "warning" | "note";
  /** Absent: as the database has it. */
  readonly pgVersion?: number;
  readonly from?: string;
  readonly requiredColumns?: Readonly<Record<string, string>>;
  readonly requiredHeader?: readonly string[];
  readonly rules: Readonly<Record<string, "error" | "warning" | "note" | "off">>;
  readonly customRules: readonly unknown[];
  readonly tenancy?: NonNullable<Config["tenancy"]>;
}

/** A connection URL, or a function that finds it out; the function throws a GodwitError when it cannot. */
export interface Target {
  readonly value: string | (() => Promise<string>);
  readonly origin: string;
  /** A database is needed but was not named: the function says so when it is asked. */
  readonly missing?: true;
}

export interface Shown {
  readonly value: string | number | boolean | null | readonly string[];
  /** `--url`, `DATABASE_URL`, `godwit.config.ts`, `godwit.config.ts: environments.prod` or `default`. */
  readonly origin: string;
}
