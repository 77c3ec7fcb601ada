// The order in which pending migrations run: by version, but never before what they depend on. Stable.
import { GodwitError } from "./errors.ts";
import type { Migration } from "./migration.ts";
import { compareVersions, versionKey } from "./version.ts";

/** Sorts by version and moves a migration behind those its `Depends` header names. Throws on unknown names and circles. */
export function inOrder(migrations: readonly Migration[]): Migration[] {
  const sorted = [...migrations].sort((a, b) => compareVersions(a.version, b.version));
  if (sorted.every((migration) => migration.header.depends.length === 0)) return sorted;
  const byKey = new Map(sorted.map((migration) => [versionKey(migration.version), migration]));
  const ordered: Migration[] = [];
  const state = new Map<Migration, "open" | "done">();
  const visit = (migration: Migration, path: readonly string[]): void => {
    if (state.get(migration) === "done") return;
    const here = [...path, migration.version];
    if (state.get(migration) === "open") {
      throw new GodwitError("DEPENDS_CYCLE", `these migrations depend on each other: ${here.join(" -> ")}`, {
        at: { file: migration.up.file },
      });
    }
    state.set(migration, "open");
    for (const needed of migration.header.depends) {
      const found = byKey.get(versionKey(needed));
      if (!found) {
        throw new GodwitError(
          "DEPENDS_UNKNOWN",
          `${migration.name} depends on ${needed}, which does not exist`,
          {
            at: { file: migration.up.file },
          },
        );
      }
      visit(found, here);
    }
    state.set(migration, "done");
    ordered.push(migration);
  };
  for (const migration of sorted) visit(migration, []);
  return ordered;
}
