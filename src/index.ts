// The public library: re-exports only.

export type { RunDocument, RunMigration } from "./actions/run-document.ts";
export type { MigrationStatus, StatusDocument } from "./actions/status-document.ts";
export { Decimal } from "./core/decimal.ts";
export { type Code, GodwitError, type Location } from "./core/errors.ts";
export type { Event, Reporter } from "./core/event.ts";
export type { Finding } from "./core/finding.ts";
export type { Hook, HookAbout, Hooks } from "./core/hook.ts";
export type {
  Change,
  ConfigItem,
  Item,
  Key,
  TransformCounts,
  TransformOptions,
} from "./core/module-dynamo.ts";
export type {
  MigrationContext,
  MigrationOptions,
  MigrationSql,
  ModuleMigration,
} from "./core/module-migration.ts";
export type { StandingName } from "./core/standing.ts";
export { secret } from "./drivers/aws-secret.ts";
export type {
  FullContext as DynamoContext,
  FullMigration as DynamoMigration,
  FullScript as DynamoScript,
} from "./dynamodb/full-context.ts";
export type {
  CutOverWish,
  IndexOptions,
  IndexWish,
  SettingsWish,
  TableWish,
  TableWork,
} from "./dynamodb/table/public.ts";
export type { Rekey } from "./dynamodb/table/rekey/rekey.ts";
export type { Compared, Copied } from "./dynamodb/table/rekey/rekey-work.ts";
export { sqlFragment as sql } from "./postgres/fragment.ts";
export type { LintOptions } from "./postgres/lint/options.ts";
export { type About, type Found, rule as lintRule, type SqlRule } from "./postgres/lint/sql-rule.ts";
export { tryRule } from "./postgres/lint/try-rule.ts";
export type { LoadProjectOptions } from "./project/load-project.ts";
export {
  assertMigrated,
  check,
  down,
  status,
  up,
} from "./runners/local.ts";
export {
  type Config,
  type Database,
  type DynamodbTarget,
  defineConfig,
  type Environment,
  type Url,
} from "./settings/config.ts";
export { dynamo } from "./sources/public-dynamo.ts";
export { migration } from "./sources/public-migration.ts";
