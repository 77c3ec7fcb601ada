// Opens a project for a program: from its configuration, as the command line finds it, with what the program says before all.
import { resolve } from "node:path";
import type { Slice } from "../actions/slice.ts";
import { type Reporter, reportTo } from "../core/event.ts";
import type { OpenProject, ProjectOptions } from "../project.ts";
import type { Duration, Url } from "../settings/config.ts";
import { loadSettings } from "../settings/load-settings.ts";
import type { Settings } from "../settings/settings.ts";
import { toolVersion } from "../settings/tool-version.ts";
import { openTimeline } from "./open-timeline.ts";

/** What a program may say about the project; the rest is found as the command line finds it. */
export interface LoadProjectOptions {
  /** The folder that everything is looked for from; the process's own unless given. */
  readonly cwd?: string | undefined;
  /** The configuration file; the nearest `godwit.config.*` upwards unless given. */
  readonly config?: string | undefined;
  /** One of the configuration's environments. */
  readonly environment?: string | undefined;
  /** One of the configuration's databases. */
  readonly database?: string | undefined;
  /** Goes before variables and configuration. */
  readonly url?: Url | undefined;
  /** Folder or folders of migrations, relative to `cwd`; goes before variables and configuration. */
  readonly migrations?: string | readonly string[] | undefined;
  /** How long to wait for another run to end: milliseconds, or a text such as `"2m"`. */
  readonly wait?: Duration | undefined;
  /** Instead of `process.env`. */
  readonly variables?: Readonly<Record<string, string | undefined>> | undefined;
  /** Hears every event; nothing is printed. */
  readonly report?: Reporter | undefined;
  /** Stops the run: what is open is rolled back, and the history tells where to go on. */
  readonly signal?: AbortSignal | undefined;
}

/** Opens a project from its configuration, as the command line does. Close it when done. */
export async function loadProject(options: LoadProjectOptions = {}, slice?: Slice): Promise<OpenProject> {
  return openTimeline(await loadProjectOptions(options, slice));
}

/** What a project is opened with; tests open one on a database of their own. */
export async function loadProjectOptions(
  options: LoadProjectOptions,
  slice?: Slice,
): Promise<ProjectOptions> {
  const { cwd = process.cwd(), variables = process.env, wait, migrations, url } = options;
  // A reporter that throws never changes a run.
  const report = reportTo(options.report ? [options.report] : []);
  const { config, environment, database } = options;
  const flags = {
    ...(wait === undefined ? {} : { wait: { flag: "option wait", value: durationText(wait) } }),
    ...(typeof url === "string" ? { url: { flag: "--url", value: url } } : {}),
  };
  const found = await loadSettings({ cwd, variables, config, environment, database, flags });
  for (const message of found.notes) report({ type: "note", message });
  const folders = typeof migrations === "string" ? [migrations] : migrations;
  const settings: Settings = {
    ...found,
    ...(slice ? shortWaits(found, slice.remainingMs()) : {}),
    ...(folders ? { migrations: folders.map((folder) => resolve(cwd, folder)) } : {}),
    ...(typeof url === "function" ? { url: { value: async () => url(), origin: "--url" } } : {}),
  };
  const signal = options.signal ?? new AbortController().signal;
  return { settings, report, signal, variables, toolVersion: toolVersion(), slice };
}

/** In short slices, what one of them still held at its end must not cost the next one all of its time. */
export function shortWaits(
  { leaseMs, waitMs }: Settings,
  limitMs: number,
): Pick<Settings, "leaseMs" | "waitMs"> {
  // A holder is taken for dead when it was silent for a lease while one run watched: half a slice is left to work.
  const longest = Math.max(SHORTEST_LEASE_MS, limitMs / 2);
  return { leaseMs: Math.min(leaseMs, longest), waitMs: Math.min(waitMs, limitMs) };
}

const SHORTEST_LEASE_MS = 2_000;

function durationText(duration: Duration): string {
  return typeof duration === "number" ? `${duration}ms` : duration;
}
