// The list of a table's settings; each is a file in `settings/`.
import type { Setting, SettingsTable } from "./setting.ts";
import { capacity } from "./settings/capacity.ts";
import { contributorInsights } from "./settings/contributor-insights.ts";
import { deletionProtection } from "./settings/deletion-protection.ts";
import { encryption } from "./settings/encryption.ts";
import { pointInTimeRecovery } from "./settings/point-in-time-recovery.ts";
import { replicas } from "./settings/replicas.ts";
import { resourcePolicy } from "./settings/resource-policy.ts";
import { stream } from "./settings/stream.ts";
import { tableClass } from "./settings/table-class.ts";
import { tags } from "./settings/tags.ts";
import { timeToLive } from "./settings/time-to-live.ts";
import type { SettingName, Settings } from "./state.ts";
import { sameData } from "./state.ts";

const SETTINGS: SettingsTable = {
  deletionProtection,
  pointInTimeRecovery,
  capacity,
  stream,
  timeToLive,
  tableClass,
  encryption,
  contributorInsights,
  resourcePolicy,
  tags,
  replicas,
};

// The names are those of the type.
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** Values of a setting are data: whoever names the setting gives it its own values. */
export function settingOf(name: SettingName): Setting<unknown> {
  return SETTINGS[name] as Setting<unknown>;
}

export function sameSetting(name: SettingName, a: unknown, b: unknown): boolean {
  const setting = settingOf(name);
  return setting.same ? setting.same(a, b) : sameData(a, b);
}

/** As they are when a table is made without a word about them. */
export function usualSettings(): Settings {
  return Object.fromEntries(
    SETTING_NAMES.map((name) => [name, settingOf(name).usual]),
  ) as unknown as Settings;
}
