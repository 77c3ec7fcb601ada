// Settings of another environment: as the file has it, not as this one is overridden.
import { loadSettings } from "../settings/load-settings.ts";
import type { Settings } from "../settings/settings.ts";
import type { Context } from "./context.ts";

export function environmentSettings({
  cwd,
  variables,
  flags,
}: Pick<Context, "cwd" | "variables" | "flags">): (environment: string) => Promise<Settings> {
  const { config, database } = flags;
  return (environment) =>
    loadSettings({ cwd, variables: ownVariables(variables), config, environment, database });
}

/** Without those that name a database for this run alone. */
export function ownVariables({
  DATABASE_URL: _database,
  GODWIT_URL: _url,
  ...rest
}: Context["variables"]): Context["variables"] {
  return rest;
}
