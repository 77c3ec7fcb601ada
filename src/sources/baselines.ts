// Reads and writes `baseline/` in a migrations folder: scripts that stand for many migrations, and the list of those retired.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { GodwitError } from "../core/errors.ts";
import type { Baseline, Retired, Tombstone } from "../core/migration.ts";
import { compareVersions, versionKey } from "../core/version.ts";
import { readScript } from "./read-script.ts";
import { type Project, readText } from "./script.ts";
import { shownPath } from "./shown-path.ts";

export const BASELINES = "baseline";
export const RETIRED = `${BASELINES}/retired.txt`;

/** Of all folders, the newest last. Throws FILE_UNREADABLE and HEADER_INVALID. */
export function baselinesIn(project: Project, folders: readonly string[]): readonly Baseline[] {
  const found = folders.flatMap((folder) => {
    const place = resolve(project.root, folder, BASELINES);
    if (!existsSync(place)) return [];
    return readdirSync(place)
      .filter((name) => /^\d+_.*\.sql$/.test(name))
      .map((name) => baselineOf(project, shownPath(project.root, resolve(place, name))));
  });
  return found.sort((a, b) => compareVersions(a.version, b.version));
}

/** Throws MISSING where files were retired and nothing stands for them any more. */
export function floorOf(baselines: readonly Baseline[], retired: readonly Retired[]): Baseline | undefined {
  const newest = [...retired].sort((a, b) => compareVersions(a.version, b.version)).at(-1);
  if (!newest) return undefined;
  const floor = baselines.find(({ version }) => versionKey(version) === versionKey(newest.version));
  if (floor) return floor;
  throw new GodwitError(
    "MISSING",
    `the baseline of ${newest.version} is gone, and the files that it covers are retired`,
    {
      hint: `restore ${BASELINES}/${newest.version}_baseline.sql from version control`,
    },
  );
}

function baselineOf(project: Project, file: string): Baseline {
  const { script } = readScript(project, file, "sql");
  const text = new TextDecoder().decode(script.read());
  const version = /^-- Baseline: (\d+)\s*$/m.exec(text)?.[1];
  const covers = [...text.matchAll(/^-- Covers:\t(.*)$/gm)].map(([, line]) => tombstone(line ?? ""));
  if (version === undefined || covers.some((one) => one === undefined) || covers.length === 0) {
    throw new GodwitError("HEADER_INVALID", `${file} does not say what it covers`, {
      at: { file },
      hint: "let `godwit squash` write it, or delete it",
    });
  }
  const name = file.replace(/^.*\//, "").replace(/\.sql$/, "");
  return { version, name, script, covers: covers as readonly Tombstone[] };
}

export function retiredIn(root: string, folders: readonly string[]): readonly Retired[] {
  return folders.flatMap((folder) => {
    const path = resolve(root, folder, RETIRED);
    if (!existsSync(path)) return [];
    const file = shownPath(root, path);
    const lines = (readText(path, file) ?? "").split(/\r?\n/);
    return lines.flatMap((line, index) => {
      if (line.trim() === "" || line.startsWith("#")) return [];
      const found = tombstone(line);
      const commit = line.split("\t")[4] ?? "";
      if (found) return [{ ...found, commit: commit === "" || commit === "-" ? null : commit }];
      throw new GodwitError("HEADER_INVALID", `${file}: line ${index + 1} is no retired migration`, {
        at: { file, line: index + 1 },
        hint: "restore the line from version control: `godwit retire` writes this file",
      });
    });
  });
}

/** Apart by tabs, since a name may have blanks in it. */
export function tombstoneLine({ version, name, checksum, fingerprint }: Tombstone): string {
  return [version, name, checksum, fingerprint].join("\t");
}

function tombstone(line: string): Tombstone | undefined {
  const [version, name, checksum, fingerprint] = line.trimEnd().split("\t");
  if (!version || !name || !checksum || !fingerprint || !/^\d+$/.test(version)) return undefined;
  return { version, name, checksum, fingerprint };
}

/** For whoever appends to it. */
export function retiredText(path: string): string {
  const head =
    "# Migrations whose files were retired: version, name, checksum, fingerprint, last commit that has them.\n";
  return existsSync(path) ? readFileSync(path, "utf8") : head;
}
