// What a project is installed from where there is no database yet: its schema with its seeds, its dump, and its baseline.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { FreshInstall } from "../actions/parity.ts";
import type { Proof } from "../actions/proof.ts";
import type { SchemaText } from "../core/schema-database.ts";
import type { Settings } from "../settings/settings.ts";
import { schemaTexts } from "../sources/schema-texts.ts";
import type { Comparison } from "./compare.ts";

/** Where one cannot be compared, why. */
export async function freshInstalls(
  comparison: Pick<Comparison, "source" | "dumped" | "baseline">,
  settings: Settings,
): Promise<readonly (FreshInstall | Proof)[]> {
  const installs: (FreshInstall | Proof)[] = [];
  const migrated = () => comparison.source("migrations");
  if (settings.schema) {
    const fresh = await comparison.source("schema");
    installs.push({ migrated: await migrated(), fresh, seeds: seedsOf(settings) });
  }
  const dump = comparison.dumped();
  if (dump) installs.push({ migrated: await migrated(), fresh: dump, seeds: null });
  const baseline = await comparison.baseline();
  if (baseline) installs.push(baseline);
  return installs;
}

/** Those of every environment; `seeds/ENV` is for one. */
function seedsOf({ root, placeholders }: Settings): readonly SchemaText[] {
  const folder = join(root, "seeds");
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.toLowerCase().endsWith(".sql"))
    .map(({ name }) => join("seeds", name))
    .sort();
  return schemaTexts(files, { root, base: root }).map((text) => ({ ...text, placeholders }));
}
