// Runs a migration written in TypeScript or JavaScript, and answers its default export.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { GodwitError, type Location } from "../core/errors.ts";
import { shownPath } from "./shown-path.ts";

export interface ModuleOptions {
  /** As people see it: relative to `root`. */
  readonly file: string;
  readonly root: string;
  /** Path of Godwit's own main module, for `import … from "godwit"` without an installation. */
  readonly entry: string;
}

/** The bytes are run as given, not read again: what was checked is what runs. Throws MODULE_INVALID. */
export async function loadModule(bytes: Uint8Array, { file, root, entry }: ModuleOptions): Promise<unknown> {
  const path = resolve(root, file);
  const { createJiti } = await import("jiti");
  const jiti = createJiti(path, {
    alias: { godwit: entry },
    fsCache: cacheFolder(root),
    interopDefault: false,
  });
  let loaded: unknown;
  try {
    const source = Buffer.from(bytes).toString("utf8");
    // Left to Node, an .mjs file would stay cached for the life of the process and could not see our alias.
    loaded = await jiti.evalModule(source, { filename: path, async: true, forceTranspile: true });
  } catch (thrown) {
    throw failure(thrown, { file, path, root });
  }
  const exported =
    typeof loaded === "object" && loaded !== null && "default" in loaded ? loaded.default : undefined;
  if (exported !== undefined) return exported;
  throw new GodwitError("MODULE_INVALID", `${file} has no default export`, { at: { file } });
}

/** Not jiti's own choice, the system's temporary folder: others could put code there for us to run. */
function cacheFolder(root: string): string {
  const modules = join(root, "node_modules");
  return existsSync(modules) ? join(modules, ".cache", "godwit") : join(root, ".godwit", "cache");
}

interface Place {
  readonly file: string;
  /** The same, absolute. */
  readonly path: string;
  readonly root: string;
}

function failure(thrown: unknown, place: Place): GodwitError {
  const { file } = place;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const [reason = ""] = error.message.split("\n");
  const hint = ownHint(error);
  if (hint !== undefined) {
    return new GodwitError("MODULE_INVALID", `${file}: ${reason}`, {
      cause: error,
      hint,
      at: inStack(error, place),
    });
  }
  const code = "code" in error ? String(error.code) : "";
  if (code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND") {
    const wanted = /'([^']+)'/.exec(reason)?.[1] ?? reason;
    return new GodwitError("MODULE_INVALID", `${file} imports ${wanted}, which cannot be found`, {
      cause: error,
      at: { file },
      hint: /^[./]/.test(wanted)
        ? "correct the path in the import"
        : `run \`npm install ${packageOf(wanted)}\`, or correct the import`,
    });
  }
  return (
    syntaxError(error, place) ??
    new GodwitError("MODULE_INVALID", `${file} failed while it was loaded: ${reason}`, {
      cause: error,
      at: inStack(error, place),
      hint: "correct the file: outside of `up` and `down` a migration should only import and declare",
    })
  );
}

/** `migration()` throws in the copy of Godwit that the file imports, whose classes need not be ours. */
function ownHint(error: Error): string | undefined {
  if (error.name !== "GodwitError" || !("hint" in error)) return undefined;
  return String(error.hint);
}

/** The compiler's message ends with `path:line:column`, in a file that this one imports perhaps. */
function syntaxError(error: Error, { root }: Place): GodwitError | undefined {
  const found = /^(?:\w*Error: )+(.*?)\s*\n\s*(.*):(\d+):(\d+)\s*$/s.exec(error.message);
  if (!found) return undefined;
  const [, reason = "", path = "", line, column] = found;
  // The compiler counts columns from 0.
  const at = { file: shownPath(root, resolve(path)), line: Number(line), column: Number(column) + 1 };
  const what = reason.replace(/\.$/, "").replace(/^./, (first) => first.toLowerCase());
  return new GodwitError("MODULE_INVALID", `${at.file}:${at.line}:${at.column}: ${what}`, {
    cause: error,
    at,
    hint: "correct the syntax, then run the command again",
  });
}

/** The topmost frame in the file; the compiler keeps lines where they are, but not columns. */
function inStack(error: Error, { file, path }: Place): Location {
  const frame = error.stack?.split("\n").find((line) => line.includes(path));
  const line = frame && /:(\d+):\d+\)?$/.exec(frame)?.[1];
  return line ? { file, line: Number(line) } : { file };
}

/** `@scope/name/deep` is installed as `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
