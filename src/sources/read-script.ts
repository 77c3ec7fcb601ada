// Reads a file once for what is kept of it: a hash and a header, never its bytes.
import { isAbsolute, resolve, sep } from "node:path";
import type { Script } from "../core/migration.ts";
import type { Language } from "./file-name.ts";
import { type Scan, scan, scanText } from "./scan.ts";
import { FileScript, type Project, readBytes, readText } from "./script.ts";

export interface ReadScript {
  readonly script: Script;
  readonly scan: Scan;
}

/** Throws FILE_UNREADABLE, FILE_ENCODING and HEADER_INVALID. */
export function readScript(project: Project, file: string, language: Language): ReadScript {
  const path = absolute(project.root, file);
  const text = readText(path, file);
  const about = { file, language };
  const found = text === undefined ? scan(readBytes(path, file), about) : scanText(text, about);
  const { checksum, mayInclude } = found;
  return { scan: found, script: new FileScript(project, { file, language, checksum, mayInclude }) };
}

/** `resolve` takes as long as a read, and mostly has nothing to do. */
function absolute(root: string, file: string): string {
  return file.startsWith(".") || isAbsolute(file) ? resolve(root, file) : `${root}${sep}${file}`;
}
