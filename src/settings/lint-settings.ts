// The settings of the linter: single values by layer, what only the file can say from the file.
import { GodwitError } from "../core/errors.ts";
import type { Config } from "./config.ts";
import type { LintSettings } from "./settings.ts";
import type { Values } from "./values.ts";

export function readLint(values: Values, config: Config): LintSettings {
  const { lint, rules = {}, customRules = [], tenancy } = config;
  const pgVersion = values.text("lint.pgVersion");
  const from = values.text("lint.from");
  if (pgVersion !== undefined && !/^\d{1,2}$/.test(pgVersion)) {
    throw new GodwitError(
      "CONFIG_INVALID",
      `lint.pgVersion is ${pgVersion}, but must be a major version, such as 18`,
    );
  }
  return {
    failOn: values.choice("lint.failOn", ["error", "warning", "note"]),
    ...(pgVersion === undefined ? {} : { pgVersion: Number(pgVersion) }),
    ...(from === undefined ? {} : { from }),
    ...(lint?.requiredColumns ? { requiredColumns: lint.requiredColumns } : {}),
    ...(lint?.requiredHeader ? { requiredHeader: lint.requiredHeader } : {}),
    rules,
    customRules,
    ...(tenancy ? { tenancy } : {}),
  };
}
