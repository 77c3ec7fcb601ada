// Opens what `docs` and `init --rules` need of a project: its configuration as written, and settings of every environment.
import type { RulesAbout } from "../pages/rules.ts";
import { rulesOf } from "../project/lint.ts";
import { checkConfig } from "../settings/check-config.ts";
import { readConfig } from "../settings/read-config.ts";
import { UNUSED_SETTINGS } from "../settings/setting-names.ts";
import { shownPath } from "../sources/shown-path.ts";
import type { Context } from "./context.ts";

/** What the rules of the project are made of. */
export async function aboutRules({ cwd, variables, flags, settings: load }: Context): Promise<RulesAbout> {
  const settings = await load();
  const file = await readConfig(cwd, flags.config ?? (variables.GODWIT_CONFIG || undefined));
  const config = file ? await checkConfig(file) : {};
  const parts: readonly object[] = [config, ...Object.values(config.environments ?? {})];
  return {
    config,
    unwatched: UNUSED_SETTINGS.filter((name) => parts.some((part) => Object.hasOwn(part, name))),
    settings,
    rules: rulesOf(settings),
    folders: settings.migrations.map((folder) => shownPath(settings.root, folder)),
  };
}
