// Several engines as one, over one order of versions: what each migration is for is told by the source that has its file.
import type { Engine } from "../engine.ts";
import { GodwitError } from "../errors.ts";
import type { Collection, Migration, Script, Source } from "../migration.ts";
import { compareVersions, versionKey } from "../version.ts";
import { routes, type Strand } from "./strand.ts";
import { openTogether, type Together } from "./timeline-database.ts";

export interface Timeline {
  readonly engine: Engine;
  readonly source: Source;
}

/** The first is the one that keeps rollbacks as text, and whose lock is taken first. */
export function timeline(strands: readonly Strand[]): Timeline {
  const ways = routes();
  const engineOf = (file: string): Engine => strandAt(strands, ways.ofFile(file)).engine;
  return {
    engine: {
      name: strands.map(({ title }) => title).join(" and "),
      opensFreely: strands.every(({ engine }) => engine.opensFreely === true),
      async prepare() {
        for (const { engine } of strands) await engine.prepare();
      },
      fingerprint: (script, placeholders) => engineOf(script.file).fingerprint(script, placeholders),
      read: (script, header, options) => engineOf(script.file).read(script, header, options),
      conditions: (requires, file) => engineOf(file).conditions(requires, file),
      mask: (text) => strands.reduce((masked, { engine }) => engine.mask(masked), text),
      maskError: (text) => strands.reduce((masked, { engine }) => engine.maskError(masked), text),
      async open(options) {
        const opened: Together[] = [];
        try {
          for (const { title, engine } of strands)
            opened.push({ title, database: await engine.open(options) });
        } catch (thrown) {
          for (const { database } of opened) await database.close();
          throw thrown;
        }
        return openTogether(opened, ways);
      },
    },
    source: {
      async collect() {
        const found: Collection[] = [];
        for (const [at, { source }] of strands.entries()) {
          const collection = await source.collect();
          ways.collected(at, collection);
          found.push(collection);
        }
        return joined(strands, found);
      },
    },
  };
}

export function strandAt<T>(strands: readonly T[], at: number): T {
  const strand = strands[at];
  if (strand) return strand;
  throw new GodwitError("BUG", `a timeline of ${strands.length} has no strand ${at}`);
}

/** Throws VERSION_DUPLICATE: one order needs one numbering. */
function joined(strands: readonly Strand[], found: readonly Collection[]): Collection {
  const seen = new Map<string, Script>();
  const migrations: Migration[] = [];
  for (const [at, collection] of found.entries()) {
    const { title } = strandAt(strands, at);
    for (const migration of collection.migrations) {
      const key = versionKey(migration.version);
      const other = seen.get(key);
      if (other) throw twice(migration, other);
      seen.set(key, migration.up);
      migrations.push({ ...migration, target: title });
    }
  }
  migrations.sort((a, b) => compareVersions(a.version, b.version));
  const retired = found.flatMap((one) => one.retired ?? []);
  const baselines = found.flatMap((one) => one.baselines ?? []);
  const floor = found.find((one) => one.floor)?.floor;
  const fresh = found.find(({ init }) => init);
  return {
    migrations,
    notes: found.flatMap(({ notes }) => notes),
    ...(baselines.length > 0 ? { baselines } : {}),
    ...(floor ? { floor } : {}),
    ...(retired.length > 0 ? { retired } : {}),
    ...(fresh?.init ? { init: fresh.init, initFor: versionsOf(fresh) } : {}),
  };
}

function versionsOf({ migrations, retired = [] }: Collection): ReadonlySet<string> {
  return new Set([...migrations, ...retired].map(({ version }) => versionKey(version)));
}

function twice({ version, up }: Migration, other: Script): GodwitError {
  return new GodwitError("VERSION_DUPLICATE", `version ${version} is that of ${other.file} and ${up.file}`, {
    at: { file: up.file },
    hint: "give one of them a free number: both folders are one timeline",
  });
}
