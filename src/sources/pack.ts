// Packs a folder's migrations with all that they read, so that they can run where there are no files.
import { isUtf8 } from "node:buffer";
import type { Collection, Included, Migration, Script } from "../core/migration.ts";
import { includeKey, type PackedCollection, type PackedScript, type PackedText } from "./bundled.ts";

export interface Packing {
  /** The same migrations; what their scripts include is noted on the way. */
  readonly collection: Collection;
  /** Call it when every script was read once by whoever knows its language: only then all includes are known. */
  packed(): PackedCollection;
}

export function packing({ migrations, baselines = [], floor, init, retired, notes }: Collection): Packing {
  const texts = new Map<string, PackedText>();
  const includes = new Map<string, string>();
  const watched = (script: Script): Script => {
    texts.set(script.file, textOf(script.read()));
    return watch(script, (from, wish, found) => {
      includes.set(includeKey(from, wish.path, wish.relative), found.file);
      texts.set(found.file, textOf(found.bytes));
    });
  };
  const seen = migrations.map((migration) => ({ ...migration, ...scriptsOf(migration, watched) }));
  const stand = baselines.map((baseline) => ({ ...baseline, script: watched(baseline.script) }));
  const fresh = init && watched(init);
  return {
    collection: {
      ...{ migrations: seen, baselines: stand, notes },
      ...(fresh ? { init: fresh } : {}),
      ...(retired ? { retired } : {}),
    },
    packed: () => ({
      migrations: migrations.map((migration) => ({ ...migration, ...scriptsOf(migration, about) })),
      baselines: baselines.map((baseline) => ({
        ...baseline,
        script: about(baseline.script),
        floor: baseline === floor,
      })),
      ...(init ? { init: about(init) } : {}),
      ...(retired ? { retired } : {}),
      texts: sorted(texts),
      includes: sorted(includes),
    }),
  };
}

type Wish = { readonly path: string; readonly relative: boolean };
type Note = (from: string, wish: Wish, found: Included) => void;

/** Methods are looked up on the script itself, which may be of a class. */
function watch(script: Script, note: Note): Script {
  if (!script.include) return script;
  const following = (
    from: string,
    include: NonNullable<Script["include"]>,
  ): NonNullable<Script["include"]> => {
    return (path, relative) => {
      const found = include(path, relative);
      note(from, { path, relative }, found);
      return { ...found, include: following(found.file, found.include) };
    };
  };
  const include = following(script.file, script.include.bind(script));
  const { file, checksum, language, mayInclude, load } = script;
  return {
    file,
    checksum,
    language,
    read: () => script.read(),
    include,
    ...(mayInclude === undefined ? {} : { mayInclude }),
    ...(load ? { load } : {}),
  };
}

function scriptsOf<Kept>({ up, down, verify }: Migration, keep: (script: Script) => Kept) {
  return {
    up: keep(up),
    ...(down ? { down: keep(down) } : {}),
    ...(verify ? { verify: keep(verify) } : {}),
  };
}

function about({ file, checksum, language, mayInclude }: Script): PackedScript {
  return { file, checksum, language, ...(mayInclude ? { mayInclude } : {}) };
}

/** Bytes that are no UTF-8 are an encoding that a statement converts, perhaps: they stay what they are. */
function textOf(bytes: Uint8Array): PackedText {
  const buffer = Buffer.from(bytes);
  // A decoder takes a byte order mark away, and with it the checksum.
  return isUtf8(buffer) ? buffer.toString("utf8") : { base64: buffer.toString("base64") };
}

function sorted<Value>(map: ReadonlyMap<string, Value>): Readonly<Record<string, Value>> {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}
