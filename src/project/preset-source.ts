// The desired schema from an ORM: what it prints is elaborated by a shadow, or it works on a shadow itself.
import { join } from "node:path";
import type { DiffProject } from "../actions/diff-project.ts";
import { migrationsSource, sqlSource } from "../actions/schema-sources.ts";
import type { SchemaSource, ShadowNeeds } from "../core/schema-database.ts";
import { ownRoot } from "../servers/package-folder.ts";
import { type PresetWish, presetNamed, presetOutput } from "../sources/preset-output.ts";

/** Code that nobody has read may do anything, to the whole server, too. */
const ITS_OWN: ShadowNeeds = { ownCluster: true, changesServer: true, roles: [], makes: [], renames: [] };

/** Throws CONFIG_INVALID; SCHEMA_SOURCE when it is read. */
export function presetSource(about: Omit<PresetWish, "entry">, project: DiffProject): SchemaSource {
  const wish = { ...about, entry: join(ownRoot(), "dist", "sources", "preset-process.js") };
  const { name, gives } = presetNamed(wish.preset);
  const title = `schema (${name})`;
  if (gives === "text") {
    const texts = async () => [{ file: `(${name})`, text: (await presetOutput(wish)) ?? "" }];
    return sqlSource({ title, order: "any", texts }, project);
  }
  const source = migrationsSource(
    {
      title,
      texts: async () => [],
      async up(shadow) {
        await presetOutput(wish, shadow.url);
        return { skipped: [] };
      },
    },
    project,
  );
  return { ...source, needs: async () => ITS_OWN };
}
