// The configuration file's type, as users write it, and `defineConfig`, which only lends them that type.
import type { Hooks } from "../core/hook.ts";

/** Milliseconds, or a text such as `500ms`, `2s`, `10m`, `1h`; 0 means no limit. */
export type Duration = string | number;

/** A connection URL, a function that answers one (asked only when needed), or `"embedded"`. */
export type Url = string | (() => string | Promise<string>);

/** Where the desired schema comes from: a file, folders, a command that prints DDL, or an ORM's preset. */
export type SchemaSource =
  | string
  | readonly string[]
  | { readonly command: string }
  | {
      readonly preset: "drizzle" | "prisma" | "typeorm" | "mikroorm" | "sequelize" | "kysely" | "knex";
      /** The ORM's configuration, models or migrations; where it usually is unless given. */
      readonly path?: string | undefined;
    };

export interface DynamodbTarget {
  readonly table: string;
  readonly region?: string | undefined;
  /** The account that the credentials must belong to: twelve digits. */
  readonly account?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpoint?: string | undefined;
  /** Attribute that gets the time of a change by a migration, such as `updated_at`. */
  readonly updatedAt?: string | undefined;
  /** Attribute that gets `migration:NAME`, such as `updated_by`. */
  readonly updatedBy?: string | undefined;
  /** The module that gives a fresh deployment's items, such as `dynamodb/init.ts`. */
  readonly init?: string | undefined;
  /**
   * The folder of the table's migrations, in an environment that has a PostgreSQL database, too: both are one timeline,
   * and `migrations` is the database's.
   */
  readonly migrations?: string | undefined;
  /** Write units per second that transforms may use, all processes together. Default a quarter of what the table can take. */
  readonly maxWcu?: number | undefined;
  /** Why a protected table may be written although nothing is kept to restore it. */
  readonly withoutBackup?: string | undefined;
  /**
   * Who makes and changes the tables. `tags`, the default: CloudFormation where the table says so, else Godwit. `godwit`
   * also lets the first migration make the table. With the others, work on tables only compares.
   */
  readonly managedBy?: "tags" | "godwit" | "cloudformation" | "terraform" | undefined;
}

/** The function of a bundle, for `godwit run --on lambda`. */
export interface LambdaRunner {
  readonly function: string;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

/** A task on Fargate, for `godwit run --on ecs`. */
export interface EcsRunner {
  /** A CloudFormation stack whose outputs name what is not set here. */
  readonly stack?: string | undefined;
  readonly cluster?: string | undefined;
  readonly taskDefinition?: string | undefined;
  /** Ids with commas between. */
  readonly subnets?: string | undefined;
  readonly securityGroups?: string | undefined;
  /** The container that gets the command; the first of the task definition unless given. */
  readonly container?: string | undefined;
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

/** What may be set for the whole project, for one environment and for one database. */
export interface Common {
  /** Folder or folders of migrations, relative to the configuration file. Default `migrations`. */
  readonly migrations?: string | readonly string[] | undefined;
  readonly url?: Url | undefined;
  /** A connection that does not pass a pooler, for statements that cannot run in a transaction. */
  readonly directUrl?: Url | undefined;
  /** A replica, for questions that only read. */
  readonly readUrl?: Url | undefined;
  readonly dynamodb?: DynamodbTarget | undefined;
  readonly lambda?: LambdaRunner | undefined;
  readonly ecs?: EcsRunner | undefined;
  readonly schema?: SchemaSource | undefined;
  /** The file that the schema is written to after `up`, `down` and `redo`, to commit and review. */
  readonly dump?: string | undefined;
  /** Where the history is kept. Default `public.schema_migrations`. */
  readonly history?:
    | { readonly schema?: string | undefined; readonly table?: string | undefined }
    | undefined;
  /** May an older version arrive late? Default `strict`: no. */
  readonly order?: "strict" | "any" | undefined;
  /** `each`: a transaction per migration. `all`: every pending migration in one. */
  readonly transaction?: "each" | "all" | undefined;
  /** How long one try waits for a lock. Default `2s`. */
  readonly lockTimeout?: Duration | undefined;
  /** How long all tries of one migration may take together. Default `10m`. */
  readonly lockBudget?: Duration | undefined;
  readonly statementTimeout?: Duration | undefined;
  /** How long to wait for another run to end. Default `60s`. */
  readonly wait?: Duration | undefined;
  /** How long the lock's holder may be silent before it is taken for dead. Default `30s`. */
  readonly lease?: Duration | undefined;
  /** The role to become with `SET ROLE`, so that the application's owner owns what is made. */
  readonly role?: string | undefined;
  /** Names and values of `${name}` in SQL; only declared names are replaced. */
  readonly placeholders?: Readonly<Record<string, string>> | undefined;
}

export interface Environment extends Common {
  /** Dangerous commands ask first, and without a terminal need `--yes`. */
  readonly protected?: boolean | undefined;
  /** The environment that must have a migration before this one gets it. */
  readonly after?: string | undefined;
  readonly backup?: "dump" | "rds-snapshot" | "restore-point" | { readonly command: string } | undefined;
  readonly window?: { readonly when: string; readonly over?: Duration | undefined } | undefined;
  readonly approvals?: { readonly risk: "low" | "medium" | "high"; readonly count: number } | undefined;
  readonly lastKnownGood?: string | undefined;
}

export interface Database extends Common {
  readonly environments?: Readonly<Record<string, Environment>> | undefined;
}

/** What `lint` goes by, beside `rules`. */
export interface LintConfig {
  /** The mildest finding that makes `lint` end with status 3. Default `error`. */
  readonly failOn?: "error" | "warning" | "note" | undefined;
  /** Major version of the server. Default: that of the database, where --env names one, else 18. */
  readonly pgVersion?: number | undefined;
  /** Migrations before this version are only read. */
  readonly from?: string | undefined;
  /** Columns that every new table must have, to their types; an empty text means any. */
  readonly requiredColumns?: Readonly<Record<string, string>> | undefined;
  /** Keys that every header must have, such as `Author`. */
  readonly requiredHeader?: readonly string[] | undefined;
}

export interface Config extends Common {
  /** How `godwit new` numbers: `sequence` (001, 002) or `timestamp`. Default `sequence`. */
  readonly numbering?: "sequence" | "timestamp" | undefined;
  readonly hooks?: Hooks | undefined;
  /** Where proofs run: `embedded`, or a URL on which databases may be created. */
  readonly shadow?: string | undefined;
  /** A file or folder of SQL that runs on every shadow first: what the platform has made before the first migration. */
  readonly shadowSetup?: string | undefined;
  readonly tenancy?:
    | {
        readonly column: string;
        readonly setting?: string | undefined;
        readonly exempt?: Readonly<Record<string, string>> | undefined;
      }
    | undefined;
  /** Who owns data: name patterns to teams. */
  readonly owners?: Readonly<Record<string, string>> | undefined;
  /** A rule's severity, by its name. */
  readonly rules?: Readonly<Record<string, "error" | "warning" | "note" | "off">> | undefined;
  /** Rules of the project's own, made with `lintRule`. */
  readonly customRules?: readonly unknown[] | undefined;
  readonly lint?: LintConfig | undefined;
  readonly environments?: Readonly<Record<string, Environment>> | undefined;
  /** Several databases of one project: `--database NAME`. */
  readonly databases?: Readonly<Record<string, Database>> | undefined;
  readonly notify?: readonly unknown[] | undefined;
}

/** Gives a configuration file its type; answers what it was given. */
export function defineConfig(config: Config): Config {
  return config;
}
