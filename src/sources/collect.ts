// Puts files together into migrations: each version with its rollback and its verify script.
import { GodwitError } from "../core/errors.ts";
import type { Migration, Script } from "../core/migration.ts";
import { RESERVED_VERSION, versionKey } from "../core/version.ts";
import type { FileName } from "./file-name.ts";
import type { FolderNotes } from "./folder-notes.ts";
import { nextVersion } from "./next-version.ts";
import type { Problems } from "./problems.ts";
import type { Scan } from "./scan.ts";

/** A file that was read, by what its name says. */
export interface Read {
  readonly name: Extract<FileName, { readonly version: string }>;
  readonly script: Script;
  readonly scan: Scan;
}

interface Group {
  readonly up: Read[];
  readonly down: Read[];
  readonly verify: Read[];
}

export interface Report {
  readonly problems: Problems;
  readonly notes: FolderNotes;
  /** Keys of versions of which a file could not be read: what is missing from them is no news. */
  readonly unread: Set<string>;
}

/** What is wrong becomes a problem; what is odd becomes a note. */
export function collectVersions(files: readonly Read[], report: Report): Migration[] {
  const groups = new Map<string, Group>();
  for (const file of files) {
    const key = versionKey(file.name.version);
    let group = groups.get(key);
    if (!group) {
      group = { up: [], down: [], verify: [] };
      groups.set(key, group);
    }
    group[file.name.role].push(file);
  }
  const versions = files.map(({ name }) => name.version);
  const migrations: Migration[] = [];
  for (const [key, group] of groups) {
    const [up, ...others] = group.up;
    if (!up) {
      if (!report.unread.has(key)) orphans(group, report.problems);
    } else if (others.length > 0) report.problems.add(duplicate(group.up, versions));
    else if (up.name.version === RESERVED_VERSION) report.problems.add(reserved(up));
    else migrations.push(assemble(up, group, report));
  }
  return migrations;
}

function assemble(up: Read, group: Group, report: Report): Migration {
  const { version, name } = up.name;
  const down = downOf(up, group.down, report);
  const verify = only(group.verify, report.problems);
  noteUp(up, report);
  if (verify && verify.scan.content !== "statements") report.problems.add(empty(verify, "verify script"));
  return {
    version,
    name,
    repeatable: false,
    header: up.scan.header,
    up: up.script,
    ...(down ? { down } : {}),
    ...(verify ? { verify: verify.script } : {}),
  };
}

/** A module may hold both directions, which only loading it tells: its own script stands for the rollback. */
function downOf(up: Read, candidates: readonly Read[], { problems, notes }: Report): Script | undefined {
  const down = only(candidates, problems);
  if (!down) return up.script.language === "module" ? up.script : undefined;
  const { file } = down.script;
  if (down.name.name !== up.name.name && down.name.name !== down.name.version)
    notes.add("rollback-name", file);
  if (down.scan.markedFor !== undefined) notes.add("other-tool-marks", file);
  switch (down.scan.content) {
    case "statements":
      return down.script;
    // Somebody wrote down why there is nothing to do.
    case "comments":
      notes.add("rollback-empty", file);
      return down.script;
    // Recording a revert that nobody has written yet would lose the migration without undoing it.
    case "header":
    case "nothing":
      notes.add("rollback-unwritten", file);
      return undefined;
  }
}

/**
 * A file without statements is a mistake, but for `.up.sql` files without our header: other tools' folders
 * keep such placeholders for what only another database needs (25 of 1,065 files in eight real projects).
 */
function noteUp(up: Read, { problems, notes }: Report): void {
  const { content, markedFor } = up.scan;
  if (markedFor !== undefined) notes.add("other-tool-marks", up.script.file);
  if (content === "statements") return;
  if (up.name.form === "pair" && content !== "header") notes.add("migration-empty", up.script.file);
  else problems.add(empty(up, "migration"));
}

export function empty({ script, scan }: Pick<Read, "script" | "scan">, what: string): GodwitError {
  const found = scan.content === "nothing" ? "is empty" : "has comments but no statement";
  return new GodwitError("FILE_EMPTY", `the ${what} ${script.file} ${found}`, {
    at: { file: script.file },
    hint: "write at least one statement (`select 1;` if nothing is to be done), or delete the file",
  });
}

function only(files: readonly Read[], problems: Problems): Read | undefined {
  const [first, ...others] = files;
  if (first && others.length > 0) {
    const what = first.name.role === "down" ? "rollbacks" : "verify scripts";
    problems.add(
      new GodwitError("ROLLBACK_DUPLICATE", `version ${first.name.version} has ${what} ${namesOf(files)}`, {
        at: { file: first.script.file },
        hint: `keep one of them and delete the other: ${others.map(({ script }) => `rm ${script.file}`).join(", ")}`,
      }),
    );
  }
  return first;
}

function orphans({ down, verify }: Group, problems: Problems): void {
  for (const { script, name } of [...down, ...verify]) {
    const what = name.role === "down" ? "rollback" : "verify script";
    problems.add(
      new GodwitError("ROLLBACK_ORPHAN", `${script.file} is the ${what} of a migration that is not here`, {
        at: { file: script.file },
        hint: `restore the migration of version ${name.version}, or delete the file; a migration's own name cannot end like this`,
      }),
    );
  }
}

function duplicate(files: readonly Read[], versions: readonly string[]): GodwitError {
  const last = files.at(-1) as Read;
  const free = nextVersion(versions, { numbering: "sequence", now: new Date() });
  const renamed = last.script.file.replace(/[^/]*$/, (base) => base.replace(/^[\d-]*\d/, free));
  return new GodwitError("VERSION_DUPLICATE", `version ${last.name.version} is that of ${namesOf(files)}`, {
    at: { file: last.script.file },
    hint: `give one of them a free number: \`godwit renumber ${last.name.name}\` makes it "${renamed}"`,
  });
}

function reserved({ script }: Read): GodwitError {
  const { file } = script;
  return new GodwitError("VERSION_RESERVED", `${file} has version 000, which is the history's own`, {
    at: { file },
  });
}

function namesOf(files: readonly Read[]): string {
  const names = files.map(({ script }) => script.file);
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
