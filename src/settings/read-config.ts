// Finds the project's configuration file and loads it; TypeScript and JavaScript through jiti, JSON without it.
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { GodwitError } from "../core/errors.ts";
import { ownEntry } from "./own-entry.ts";

/** In order of preference where a folder has several. */
const NAMES = ["ts", "mts", "js", "mjs", "json"].map((extension) => `godwit.config.${extension}`);

export interface ConfigFile {
  /** Absolute. */
  readonly path: string;
  /** As people see it: relative to where they are. */
  readonly shown: string;
  /** Not checked yet. */
  readonly content: unknown;
}

/** The nearest configuration file upwards from `cwd`, or the one that is named; undefined when there is none. */
export async function readConfig(cwd: string, named?: string): Promise<ConfigFile | undefined> {
  const path = named === undefined ? nearestFile(cwd) : namedFile(cwd, named);
  if (path === undefined) return undefined;
  const shown = relative(cwd, path).replaceAll("\\", "/") || path;
  const content = path.endsWith(".json") ? readJson(path, shown) : await loadModule(path, shown);
  return { path, shown, content };
}

function nearestFile(cwd: string): string | undefined {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    for (const name of NAMES) {
      const path = join(folder, name);
      if (existsSync(path)) return path;
    }
    if (folder === dirname(folder)) return undefined;
  }
}

function namedFile(cwd: string, named: string): string {
  const path = resolve(cwd, named);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile()) return path;
  throw new GodwitError("FILE_UNREADABLE", `there is no configuration file ${named}`, {
    hint: "check --config or GODWIT_CONFIG; without them the nearest godwit.config.* upwards is used",
  });
}

function readJson(path: string, shown: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (cause) {
    throw new GodwitError("FILE_UNREADABLE", `${shown} cannot be read`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const position = /position (\d+)/.exec(String(cause))?.[1];
    throw new GodwitError("CONFIG_LOAD", `${shown} is not valid JSON: ${reasonOf(cause)}`, {
      cause,
      at: { file: shown, ...(position === undefined ? {} : lineAndColumn(text, Number(position))) },
    });
  }
}

function lineAndColumn(text: string, position: number): { line: number; column: number } {
  const before = text.slice(0, position).split("\n");
  return { line: before.length, column: [...(before.at(-1) ?? "")].length + 1 };
}

async function loadModule(path: string, shown: string): Promise<unknown> {
  const { createJiti } = await import("jiti");
  const folder = dirname(path);
  const jiti = createJiti(path, {
    // jiti's own default is a folder in the system's temporary one, where others could plant code.
    fsCache: existsSync(join(folder, "node_modules"))
      ? join(folder, "node_modules", ".cache", "godwit")
      : join(folder, ".godwit", "cache"),
    // The library of this very process, not a second copy: its errors and marks must be recognised.
    virtualModules: { godwit: await import(pathToFileURL(ownEntry()).href) },
    interopDefault: false,
  });
  let loaded: unknown;
  try {
    loaded = await jiti.import(path);
  } catch (cause) {
    throw new GodwitError("CONFIG_LOAD", `${shown} cannot be loaded: ${reasonOf(cause)}`, {
      cause,
      at: { file: shown, ...syntaxPosition(cause) },
    });
  }
  if (typeof loaded === "object" && loaded !== null && "default" in loaded) return loaded.default;
  throw new GodwitError("CONFIG_LOAD", `${shown} has no default export`, {
    hint: "write `export default defineConfig({ … })`",
    at: { file: shown },
  });
}

function reasonOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  // jiti and Node add a list of requiring files, or a code frame, below the first line.
  return message.split("\n")[0] ?? message;
}

function syntaxPosition(thrown: unknown): { line?: number; column?: number } {
  const found = /\((\d+):(\d+)\)|:(\d+):(\d+)\s*$/m.exec(thrown instanceof Error ? thrown.message : "");
  if (!found) return {};
  const [line, column] = [found[1] ?? found[3], found[2] ?? found[4]];
  return { line: Number(line), column: Number(column) + 1 };
}
