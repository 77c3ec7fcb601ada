// Checks a configuration file's contents and says what is wrong in which line, with a suggestion for a slip.
import { existsSync, readFileSync } from "node:fs";
import { GodwitError, type Location } from "../core/errors.ts";
import { nearest } from "../core/nearest.ts";
import type { Config } from "./config.ts";
import type { ConfigFile } from "./read-config.ts";

interface Problem {
  readonly message: string;
  readonly path: readonly string[];
  readonly hint?: string;
}

/** The file's contents as a Config; throws CONFIG_INVALID with all that is wrong. */
export async function checkConfig(file: ConfigFile): Promise<Config> {
  const { content } = file;
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new GodwitError("CONFIG_INVALID", `${file.shown} must hold an object of settings`, {
      hint: "write `export default defineConfig({ … })`",
      at: { file: file.shown },
    });
  }
  const { configSchema, parseConfig } = await import("./config-schema.ts");
  const result = parseConfig(content);
  if (result.success) return result.output;
  const problems = result.issues.map((issue): Problem => {
    const path = (issue.path ?? []).map((item) => String(item.key));
    if (issue.type !== "strict_object" || issue.expected !== "never") {
      const given = issue.received === "undefined" ? "is missing" : issue.message;
      return { path, message: `${path.join(".")} ${given}` };
    }
    const parent = issue.path?.at(-1)?.input;
    return unknownKey(path, knownKeys(configSchema, path.slice(0, -1)), parent);
  });
  const [first] = problems;
  const hint = problems.find((problem) => problem.hint)?.hint;
  throw new GodwitError(
    "CONFIG_INVALID",
    `${file.shown}: ${problems.map((problem) => problem.message).join("; ")}`,
    { ...(hint ? { hint } : {}), at: locate(file, first?.path ?? []) },
  );
}

function unknownKey(path: readonly string[], known: readonly string[], parent: unknown): Problem {
  const key = path.at(-1) ?? "";
  const meant = nearest(
    key,
    known.filter((name) => !(typeof parent === "object" && parent !== null && name in parent)),
  );
  return {
    path,
    message: `${path.join(".")} is not a setting${meant ? ` (did you mean ${meant}?)` : ""}`,
    hint: meant
      ? `write ${[...path.slice(0, -1), meant].join(".")}; docs/configuration.md lists every setting`
      : `settings here are: ${known.join(", ")}`,
  };
}

/** Walks the schema down to the object at `path` and answers its keys. */
function knownKeys(schema: unknown, path: readonly string[]): string[] {
  const node = unwrap(schema);
  const [step, ...rest] = path;
  const entries = objectAt(node, "entries");
  if (step === undefined) return Object.keys(entries ?? {});
  return knownKeys(entries ? entries[step] : objectAt(node, "value"), rest);
}

function unwrap(schema: unknown): unknown {
  const wrapped = objectAt(schema, "wrapped");
  return wrapped ? unwrap(wrapped) : schema;
}

function objectAt(node: unknown, key: string): Readonly<Record<string, unknown>> | undefined {
  if (typeof node !== "object" || node === null || !(key in node)) return undefined;
  const value = (node as Readonly<Record<string, unknown>>)[key];
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** The line of the setting, where the file writes that key exactly once. */
function locate(file: ConfigFile, path: readonly string[]): Location {
  const key = path.at(-1);
  if (key === undefined || !existsSync(file.path)) return { file: file.shown };
  const escaped = key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = new RegExp(`(?<![\\w$])["']?${escaped}["']?\\s*:`);
  const found = readFileSync(file.path, "utf8")
    .split(/\r?\n/)
    .map((line, index) => ({ line, index, column: line.search(pattern) }))
    .filter(({ column }) => column >= 0);
  const [only] = found;
  if (!only || found.length > 1) return { file: file.shown };
  const column = [...only.line.slice(0, only.column)].length + 1;
  const excerpt = `${only.line}\n${only.line.slice(0, only.column).replace(/\S/g, " ")}^`;
  return { file: file.shown, line: only.index + 1, column, excerpt };
}
