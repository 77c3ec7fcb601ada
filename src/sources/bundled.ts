// Migrations that were packed into a module: no file is read, at any time.
import { GodwitError } from "../core/errors.ts";
import type { Baseline, Collection, Included, Migration, Script, Source } from "../core/migration.ts";

/** What `godwit bundle` writes and `bundledSource` reads. */
export interface PackedCollection extends Pick<Collection, "retired"> {
  readonly migrations: readonly PackedMigration[];
  readonly baselines: readonly PackedBaseline[];
  readonly init?: PackedScript;
  /** Of all scripts and of what they include, by the name that people know. */
  readonly texts: Readonly<Record<string, PackedText>>;
  /** Of every include the name in `texts`, by `includeKey`. */
  readonly includes: Readonly<Record<string, string>>;
}

export type PackedText = string | { readonly base64: string };

export type PackedScript = Pick<Script, "file" | "checksum" | "language" | "mayInclude">;

export interface PackedMigration extends Omit<Migration, "up" | "down" | "verify"> {
  readonly up: PackedScript;
  readonly down?: PackedScript;
  readonly verify?: PackedScript;
}

export interface PackedBaseline extends Omit<Baseline, "script"> {
  readonly script: PackedScript;
  /** All that is left of the files that it covers. */
  readonly floor: boolean;
}

/** Answers the namespace of a TypeScript or JavaScript migration, by its file's name. */
export type LoadPacked = (file: string) => Promise<unknown>;

export function bundledSource(packed: PackedCollection, load: LoadPacked): Source {
  const unpack = (script: PackedScript): Script => scriptOf(script, packed, load);
  return {
    async collect() {
      const migrations = packed.migrations.map(({ up, down, verify, ...about }) => ({
        ...about,
        up: unpack(up),
        ...(down ? { down: unpack(down) } : {}),
        ...(verify ? { verify: unpack(verify) } : {}),
      }));
      const baselines = packed.baselines.map(({ script, floor, ...about }) => ({
        floor,
        baseline: { ...about, script: unpack(script) },
      }));
      const floor = baselines.find((one) => one.floor)?.baseline;
      return {
        migrations,
        notes: [],
        ...(baselines.length > 0 ? { baselines: baselines.map(({ baseline }) => baseline) } : {}),
        ...(floor ? { floor } : {}),
        ...(packed.init ? { init: unpack(packed.init) } : {}),
        ...(packed.retired ? { retired: packed.retired } : {}),
      } satisfies Collection;
    },
  };
}

function scriptOf(
  script: PackedScript,
  { texts, includes }: Pick<PackedCollection, "texts" | "includes">,
  load: LoadPacked,
): Script {
  const { file, language } = script;
  const read = (name: string): Uint8Array => {
    const text = Object.hasOwn(texts, name) ? texts[name] : undefined;
    if (text === undefined) {
      throw new GodwitError("FILE_UNREADABLE", `${name} is not in the bundle`, {
        at: { file },
        hint: "run `godwit bundle` again, and deploy what it writes",
      });
    }
    return typeof text === "string" ? Buffer.from(text, "utf8") : Buffer.from(text.base64, "base64");
  };
  const include = (from: string, path: string, relative: boolean): Included => {
    const name = includes[includeKey(from, path, relative)] ?? path;
    return {
      file: name,
      bytes: read(name),
      include: (next, isRelative) => include(name, next, isRelative),
    };
  };
  if (language === "sql")
    return { ...script, read: () => read(file), include: (path, relative) => include(file, path, relative) };
  return {
    ...script,
    read: () => read(file),
    load: async () => {
      const loaded = await load(file);
      if (typeof loaded === "object" && loaded !== null && "default" in loaded) return loaded.default;
      throw new GodwitError("MODULE_INVALID", `${file} has no default export`, { at: { file } });
    },
  };
}

/** What an include was resolved to when it was packed. */
export function includeKey(from: string, path: string, relative: boolean): string {
  return `${from}\n${relative ? "\\ir" : "\\i"} ${path}`;
}
