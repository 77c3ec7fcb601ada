// Gives migrations new numbers: every file of one that carries its name gets the new name, without a change of content.
import { renameSync } from "node:fs";
import { resolve } from "node:path";
import { GodwitError } from "../core/errors.ts";
import { versionKey } from "../core/version.ts";
import { retiredIn } from "./baselines.ts";
import { type FileName, parseFileName } from "./file-name.ts";
import { listFolder } from "./list-folder.ts";
import { nextVersion } from "./next-version.ts";
import { writeError } from "./write-new.ts";

type Named = Extract<FileName, { readonly version: string }>;

export interface NumberedFile {
  /** The folder as people see it, and the file's own name. */
  readonly folder: string;
  readonly base: string;
  readonly name: Named;
}

/** Names are enough: a folder in which two migrations have one number cannot be collected. */
export function numberedFiles(root: string, folders: readonly string[]): readonly NumberedFile[] {
  return folders.flatMap((name) => {
    const { folder, files } = listFolder(root, name);
    return files.flatMap((base): NumberedFile[] => {
      const parsed = parseFileName(base);
      return "version" in parsed ? [{ folder, base, name: parsed }] : [];
    });
  });
}

/** Migrations that share their number with another, without the first of each number by name. */
export function colliding(files: readonly NumberedFile[]): readonly NumberedFile[] {
  const ups = files.filter(({ name }) => name.role === "up");
  return ups.filter((file) =>
    ups.some(
      (other) =>
        other !== file &&
        versionKey(other.name.version) === versionKey(file.name.version) &&
        other.name.name < file.name.name,
    ),
  );
}

export interface Renaming {
  readonly from: string;
  readonly to: string;
}

interface Numbering {
  readonly root: string;
  readonly folders: readonly string[];
  readonly numbering: "sequence" | "timestamp";
  readonly now: Date;
}

/** `wanted` in the order of their new numbers. Throws USAGE for a file that could be of either of two. */
export function renamingsFor(
  files: readonly NumberedFile[],
  wanted: readonly NumberedFile[],
  { root, folders, ...numbering }: Numbering,
): readonly Renaming[] {
  const versions = [
    ...files.map(({ name }) => name.version),
    ...retiredIn(root, folders).map(({ version }) => version),
  ];
  return wanted.flatMap((migration) => {
    const next = nextVersion(versions, numbering);
    versions.push(next);
    return filesOf(migration, files).map(({ folder, base }) => ({
      from: `${folder}/${base}`,
      to: `${folder}/${base.replace(/^[\d-]*\d/, next)}`,
    }));
  });
}

function filesOf(migration: NumberedFile, files: readonly NumberedFile[]): readonly NumberedFile[] {
  const { version, name } = migration.name;
  const same = files.filter((one) => versionKey(one.name.version) === versionKey(version));
  const several = same.filter((one) => one.name.role === "up").length > 1;
  return same.filter((one) => {
    if (one === migration || one.name.name === name) return true;
    if (one.name.role === "up" || (several && one.name.name !== one.name.version)) return false;
    if (!several) return true;
    throw new GodwitError("USAGE", `${one.base} could be of ${name} or of the other migration ${version}`, {
      at: { file: `${one.folder}/${one.base}` },
      hint: `name it after its migration, such as ${name}_rollback.sql, then run the command again`,
    });
  });
}

export function rename(root: string, renamings: readonly Renaming[]): void {
  for (const { from, to } of renamings) {
    try {
      renameSync(resolve(root, from), resolve(root, to));
    } catch (cause) {
      throw writeError(to, cause);
    }
  }
}
