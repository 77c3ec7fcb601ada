// Reads a desired schema from files and folders, or from a command that prints it.
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { GodwitError } from "../core/errors.ts";
import type { SchemaText } from "../core/schema-database.ts";
import { includeFrom } from "./script.ts";
import { shownPath } from "./shown-path.ts";

export interface Place {
  /** Absolute; paths are shown relative to it, and includes may not leave it. */
  readonly root: string;
  /** Paths count from here. */
  readonly base: string;
}

/** Files as they are, folders with all `.sql` files below them in the order of their paths. Throws SCHEMA_SOURCE. */
export function schemaTexts(paths: readonly string[], place: Place): readonly SchemaText[] {
  return paths.flatMap((path) => {
    const absolute = resolve(place.base, path);
    const stat = statSync(absolute, { throwIfNoEntry: false });
    if (stat === undefined) throw new GodwitError("SCHEMA_SOURCE", `there is no file or folder ${path}`);
    if (!stat.isDirectory()) return [textOf(absolute, place)];
    const files = readdirSync(absolute, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.toLowerCase().endsWith(".sql"))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort(byParts);
    if (files.length > 0) return files.map((file) => textOf(file, place));
    throw new GodwitError("SCHEMA_SOURCE", `the folder ${path} holds no .sql file`);
  });
}

/** The order in which a person sees them: `a/z.sql` before `a-b/c.sql`, whatever the separator is. */
function byParts(a: string, b: string): number {
  const [mine, theirs] = [a.replaceAll("\\", "/").split("/"), b.replaceAll("\\", "/").split("/")];
  const at = mine.findIndex((part, index) => part !== theirs[index]);
  return (mine[at] ?? "") < (theirs[at] ?? "") ? -1 : 1;
}

function textOf(absolute: string, { root, base }: Place): SchemaText {
  const file = shownPath(root, absolute);
  let bytes: Buffer;
  try {
    bytes = readFileSync(absolute);
  } catch (cause) {
    throw new GodwitError("SCHEMA_SOURCE", `${file} cannot be read`, { cause });
  }
  // A file elsewhere is its own project: what it includes lies beside it.
  const inside = !relative(root, absolute).startsWith("..");
  return {
    file,
    text: bytes,
    include: includeFrom(inside ? root : base, inside ? file : relative(base, absolute)),
  };
}

const LARGEST_OUTPUT = 512 * 1024 * 1024;

/** Runs the command with the shell in the project's folder; what it prints is the schema. Throws SCHEMA_SOURCE. */
export async function commandOutput(
  command: string,
  { root, signal }: { readonly root: string; readonly signal: AbortSignal },
): Promise<SchemaText> {
  const [shell, ...args] =
    process.platform === "win32" ? ["cmd.exe", "/d", "/s", "/c", command] : ["/bin/sh", "-c", command];
  try {
    const { stdout } = await promisify(execFile)(shell as string, args, {
      cwd: root,
      signal,
      encoding: "buffer",
      maxBuffer: LARGEST_OUTPUT,
    });
    if (stdout.length > 0) return { file: `(${command})`, text: stdout };
  } catch (cause) {
    const said = String((cause as { stderr?: unknown }).stderr ?? "").trim();
    const why = said === "" ? (cause as Error).message : said;
    throw new GodwitError("SCHEMA_SOURCE", `the command of \`schema\` failed: ${command}\n${why}`, {
      cause,
      hint: "run the command by itself until it prints the schema",
    });
  }
  throw new GodwitError("SCHEMA_SOURCE", `the command of \`schema\` printed nothing: ${command}`);
}
