// The public library: re-exports only.
export type { Hook, HookAbout, Hooks } from "./core/hook.ts";
export {
  type Config,
  type Database,
  type DynamodbTarget,
  defineConfig,
  type Environment,
  type Url,
} from "./settings/config.ts";
