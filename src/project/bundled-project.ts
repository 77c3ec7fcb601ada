// Opens a project that was packed into a module: settings from the packed configuration, migrations from memory.
import { join } from "node:path";
import { GodwitError } from "../core/errors.ts";
import type { Reporter } from "../core/event.ts";
import type { OpenProject, ProjectOptions } from "../project.ts";
import { loadSettings } from "../settings/load-settings.ts";
import type { Settings } from "../settings/settings.ts";
import { toolVersion } from "../settings/tool-version.ts";
import { bundledSource } from "../sources/bundled.ts";
import type { Bundle } from "./bundle.ts";
import { shortWaits } from "./load-project.ts";
import { openTimeline } from "./open-timeline.ts";

/** What the module that `godwit bundle` writes hands over. */
export interface BundleParts {
  readonly bundle: () => Bundle;
  /** The configuration's name, and the module or the object that it is. */
  readonly config: { readonly shown: string; readonly load: () => unknown } | null;
  /** Of TypeScript and JavaScript migrations, by file. */
  readonly modules: Readonly<Record<string, () => Promise<unknown>>>;
}

export interface BundledOptions extends Pick<ProjectOptions, "slice" | "signal" | "variables"> {
  readonly environment?: string | undefined;
  readonly report: Reporter;
}

export interface BundledProject extends OpenProject {
  readonly digest: string;
}

/** Throws NO_DATABASE and CONFIG_INVALID where nothing but an embedded server is meant. */
export async function openBundled(parts: BundleParts, options: BundledOptions): Promise<BundledProject> {
  const bundle = parts.bundle();
  const { variables, report, slice } = options;
  const cwd = process.cwd();
  const found = await loadSettings({
    cwd,
    variables,
    environment: options.environment ?? variables.GODWIT_ENV ?? bundle.environment ?? undefined,
    database: bundle.database ?? undefined,
    ...(parts.config
      ? { file: { path: join(cwd, parts.config.shown), ...(await configOf(parts.config)) } }
      : {}),
  });
  for (const message of found.notes) report({ type: "note", message });
  insistOnTarget(found);
  const settings: Settings = slice ? { ...found, ...shortWaits(found, slice.remainingMs()) } : found;
  if (settings.timeline && !bundle.table) {
    throw new GodwitError("CONFIG_INVALID", "the bundle has no migrations of the table beside the database", {
      hint: `bundle them with \`godwit bundle --env ${settings.environment ?? "NAME"}\``,
    });
  }
  const load = async (file: string): Promise<unknown> => parts.modules[file]?.();
  const project = openTimeline({
    ...options,
    settings,
    source: bundledSource(bundle.packed, load),
    ...(bundle.table ? { tableSource: bundledSource(bundle.table, load) } : {}),
    toolVersion: toolVersion(),
  });
  return { ...project, digest: bundle.digest };
}

async function configOf({ shown, load }: NonNullable<BundleParts["config"]>) {
  const loaded = await load();
  const content =
    typeof loaded === "object" && loaded !== null && "default" in loaded ? loaded.default : loaded;
  return { shown, content };
}

function insistOnTarget({ url, timeline, environment, ...settings }: Settings): void {
  const dynamodb = settings.dynamodb ?? timeline?.dynamodb;
  const where = environment === undefined ? "the function's environment" : `environments.${environment}`;
  if (!url && !dynamodb) {
    throw new GodwitError("NO_DATABASE", "no database is named, and here is no embedded one", {
      hint: `set \`url\` in the configuration for ${where}, or the variable DATABASE_URL of the function`,
    });
  }
  if (dynamodb && !dynamodb.endpoint && !dynamodb.account) {
    throw new GodwitError("CONFIG_INVALID", "dynamodb names neither account nor endpoint", {
      hint: "set `account` to the twelve digits of the AWS account: without it the embedded emulator would be meant",
    });
  }
}
