// A migration's file as a script: read again when it is needed, and refused when it is no longer the same.
import { readFileSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { sha256 } from "../core/digest.ts";
import { GodwitError } from "../core/errors.ts";
import type { Included, Script } from "../core/migration.ts";
import type { Language } from "./file-name.ts";
import { shownPath } from "./shown-path.ts";
import { unreadable } from "./unreadable.ts";

export interface Project {
  /** Absolute; includes may not leave it. */
  readonly root: string;
  /** Runs the checked bytes of a module and answers its default export. */
  readonly loadModule: (bytes: Uint8Array, file: string) => Promise<unknown>;
}

/** 10,000 of these are held at once: methods live on the class, and no bytes are kept. */
export class FileScript implements Script {
  readonly file: string;
  readonly checksum: string;
  readonly language: Language;
  readonly mayInclude: boolean;
  readonly load?: () => Promise<unknown>;
  readonly #project: Project;

  constructor(
    project: Project,
    {
      file,
      checksum,
      language,
      mayInclude = false,
    }: Pick<Script, "file" | "checksum" | "language" | "mayInclude">,
  ) {
    this.#project = project;
    this.file = file;
    this.checksum = checksum;
    this.language = language;
    this.mayInclude = mayInclude;
    if (language === "module") this.load = async () => project.loadModule(this.read(), file);
  }

  read(): Uint8Array {
    const bytes = readBytes(resolve(this.#project.root, this.file), this.file);
    if (sha256(bytes) === this.checksum) return bytes;
    throw new GodwitError("FILES_CHANGED", `${this.file} was changed while Godwit worked`, {
      at: { file: this.file },
    });
  }

  include(path: string, fromFile: boolean): Included {
    return include(this.#project.root, [this.file], { path, fromFile });
  }
}

/** How a file inside of `root` includes others. */
export function includeFrom(root: string, file: string): Included["include"] {
  return (path, fromFile) => include(root, [file], { path, fromFile });
}

/** Reads a file; what goes wrong is told by the name that people know. */
export function readBytes(absolute: string, file: string): Uint8Array {
  try {
    return readFileSync(absolute);
  } catch (cause) {
    throw unreadable("FILE_UNREADABLE", file, cause);
  }
}

/**
 * Reads a file as text, which Node does in one step where bytes take four. Undefined where the text may not say what
 * the bytes are: not UTF-8, with a replacement character of its own, or too long for a string.
 */
export function readText(absolute: string, file: string): string | undefined {
  try {
    const text = readFileSync(absolute, "utf8");
    return text.includes("\uFFFD") ? undefined : text;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ERR_STRING_TOO_LONG") return undefined;
    throw unreadable("FILE_UNREADABLE", file, cause);
  }
}

interface Wanted {
  /** As written in the file. */
  readonly path: string;
  /** `\ir` counts from the including file, `\i` from the project's root, where psql would be started. */
  readonly fromFile: boolean;
}

/** `chain` are the files we are in, outermost first. */
function include(root: string, chain: readonly string[], { path, fromFile }: Wanted): Included {
  const includer = chain.at(-1) ?? "";
  const base = fromFile ? dirname(resolve(root, includer)) : root;
  const absolute = resolve(base, path);
  const file = shownPath(root, absolute);
  const about = { at: { file: includer } };
  if (!isInside(realRoot(root), realPath(absolute, includer, path))) {
    throw new GodwitError(
      "FILE_UNREADABLE",
      `${includer} includes ${path}, which is outside of the project`,
      {
        ...about,
        hint: "copy the file into the project: a migration must not depend on the machine it runs on",
      },
    );
  }
  if (chain.includes(file)) {
    throw new GodwitError("META_COMMAND", `${[...chain, file].join(" includes ")}: a circle`, {
      ...about,
      hint: "remove one of these includes",
    });
  }
  return {
    file,
    bytes: readBytes(absolute, file),
    include: (next, relativeToFile) =>
      include(root, [...chain, file], { path: next, fromFile: relativeToFile }),
  };
}

/** Links are followed before anything is compared, or one could point out of the project. */
function realPath(absolute: string, includer: string, path: string): string {
  try {
    return realpathSync(absolute);
  } catch (cause) {
    throw unreadable("FILE_UNREADABLE", `${path}, included by ${includer},`, cause);
  }
}

function realRoot(root: string): string {
  return realpathSync(root);
}

function isInside(root: string, absolute: string): boolean {
  const path = relative(root, absolute);
  return path !== "" && path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}
