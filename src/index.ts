// The public library: re-exports only.

export { Decimal } from "./core/decimal.ts";
export type { Hook, HookAbout, Hooks } from "./core/hook.ts";
export type { ConfigItem, DynamoContext, DynamoMigration, DynamoScript, Item } from "./core/module-dynamo.ts";
export type {
  MigrationContext,
  MigrationOptions,
  MigrationSql,
  ModuleMigration,
} from "./core/module-migration.ts";
export { sqlFragment as sql } from "./postgres/fragment.ts";
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
