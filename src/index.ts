// The public library: re-exports only.
export type { Hook, HookAbout, Hooks } from "./core/hook.ts";
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
export { migration } from "./sources/public-migration.ts";
