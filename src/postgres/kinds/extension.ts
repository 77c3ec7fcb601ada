// Extensions. What belongs to them is theirs: only their schema and version are compared.
import type { Fact } from "../../core/fact.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, flag, kind, schemaKey, text } from "../kind.ts";
import { literal, type Sql, sql } from "../sql.ts";

export type ExtensionAttributes = {
  readonly schema: string;
  readonly version: string;
  readonly relocatable: boolean;
};

export const extension = kind<ExtensionAttributes>({
  name: "extension",
  catalog: CATALOG.pg_extension,
  read: () => sql`
    select e.oid, e.extname as name, n.nspname as schema, e.extversion as version, e.extrelocatable as relocatable
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    where e.oid >= 16384`,
  fact: (row) =>
    factOf({ kind: "extension", path: [text(row.name)] }, [schemaKey(text(row.schema))], {
      schema: text(row.schema),
      version: text(row.version),
      relocatable: flag(row.relocatable),
    }),
  named,
  create: ({ id, attributes: { schema, version } }) => [
    { op: sql`create ${named(id.path)} with schema ${name(schema)} version ${literal(version)}` },
  ],
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}`, losesData: "everything that the extension made" }],
  // One that makes its own schema is dropped before it; a schema does not drop an extension along.
  alter: {
    // There is rarely a way down; where nothing uses it, it can be made again.
    version: ({ id, key, attributes }, from, scene) =>
      isOlder(attributes.version, from.attributes.version) && scene.dependents(key).every(hangs)
        ? "replace"
        : [{ op: sql`alter ${named(id.path)} update to ${literal(attributes.version)}` }],
    schema: ({ id, attributes }, from) =>
      from.attributes.relocatable
        ? [{ op: sql`alter ${named(id.path)} set schema ${name(attributes.schema)}` }]
        : "replace",
    // It comes with the version.
    relocatable: "ignore",
  },
});

function named([extension]: readonly string[]): Sql {
  return sql`extension ${name(extension as string)}`;
}

function hangs({ id }: Fact): boolean {
  return id.path[0] === "extension";
}

function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, "en", { numeric: true }) < 0;
}
