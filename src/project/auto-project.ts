// What autogenerate needs beside a comparison: files read as those of the folder are, and rehearsals of them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { AutoProject, MigrationDraft } from "../actions/autogenerate.ts";
import type { DiffProject } from "../actions/diff-project.ts";
import type { WrittenFiles } from "../actions/written-proof.ts";
import { GodwitError } from "../core/errors.ts";
import { openProject, type ProjectOptions } from "../project.ts";
import { ownEntry } from "../settings/own-entry.ts";
import { directory } from "../sources/directory.ts";
import type { NewFile } from "../sources/write-new.ts";
import { rehearsalOn } from "./rehearsals.ts";

export interface AutoParts {
  readonly options: ProjectOptions;
  readonly comparison: DiffProject;
  /** The files that would be written. */
  files(draft: MigrationDraft): readonly NewFile[];
}

export interface OpenAutoProject extends AutoProject {
  /** Removes the files that were read. */
  close(): void;
}

export function autoProject({ options, comparison, files }: AutoParts): OpenAutoProject {
  const root = mkdtempSync(join(tmpdir(), "godwit-auto-"));
  let drafts = 0;
  return {
    ...comparison,
    write: (draft) => read(files(draft), { root, folder: `draft-${++drafts}`, options }),
    rehearsal: (shadow) => rehearsalOn(shadow, options, comparison.own),
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}

interface Draft {
  readonly root: string;
  readonly folder: string;
  readonly options: ProjectOptions;
}

/** By the reader of folders and by the engine's own cutter. */
async function read(files: readonly NewFile[], { root, folder, options }: Draft): Promise<WrittenFiles> {
  // Errors name the file as it would be called.
  const project = join(root, folder);
  mkdirSync(join(project, "migrations"), { recursive: true });
  for (const { path, text } of files) writeFileSync(join(project, "migrations", basename(path)), text);
  const source = directory({ folder: "migrations", root: project, entry: ownEntry() });
  const [migration] = (await source.collect()).migrations;
  if (!migration?.down)
    throw new GodwitError("BUG", "the files that were made are no migration with a rollback");
  const { placeholders } = options.settings;
  const { engine } = openProject({ ...options, report: () => undefined });
  await engine.prepare();
  const program = (direction: "up" | "down") =>
    engine.read(direction === "up" ? migration.up : (migration.down ?? migration.up), migration.header, {
      direction,
      placeholders,
    });
  const [up, down] = [await program("up"), await program("down")];
  return {
    migration,
    fingerprints: [migration.up, migration.down].map((script) => engine.fingerprint(script, placeholders)),
    parts: { up: up.parts.length, down: down.parts.length },
  };
}
