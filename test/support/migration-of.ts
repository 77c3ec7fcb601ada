// A migration that is only data, for tests of pure code.
import type { Header, Migration } from "../../src/core/migration.ts";

/** Its name is `VERSION_x` and its checksum `bytes of VERSION`. */
export function migrationOf(version: string, header: Partial<Header> = {}): Migration {
  const repeatable = version.startsWith("R:");
  const name = repeatable ? version.slice(2) : `${version}_x`;
  return {
    version,
    name,
    repeatable,
    header: { depends: [], requires: [], kind: "schema", environments: [], ...header },
    up: {
      file: `migrations/${name}.sql`,
      checksum: `bytes of ${version}`,
      language: "sql",
      read: () => Buffer.from("select 1"),
    },
  };
}
