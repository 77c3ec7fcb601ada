// Publications; what they publish are facts of their own.
import type { Fact } from "../../core/fact.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, flag, kind, printed, text } from "../kind.ts";
import { join, literal, type Sql, sql } from "../sql.ts";

export type PublicationAttributes = {
  readonly allTables: boolean;
  /** `insert, update, …` */
  readonly publish: string;
  readonly viaRoot: boolean;
  /** `none` or `stored`; from 18 on. */
  readonly generatedColumns: string;
};

export const publication = kind<PublicationAttributes>({
  name: "publication",
  catalog: CATALOG.pg_publication,
  read: ({ major }) => sql`
    select p.oid, p.pubname as name, pg_catalog.pg_get_userbyid(p.pubowner) as owner, p.puballtables as all_tables,
      pg_catalog.concat_ws(', ', case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
        case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end) as publish,
      ${major >= 13 ? sql`p.pubviaroot` : sql`false`} as via_root,
      ${major >= 18 ? sql`p.pubgencols` : sql`'n'`} as generated
    from pg_catalog.pg_publication p`,
  fact: (row) =>
    factOf({ kind: "publication", path: [text(row.name)] }, [], {
      allTables: flag(row.all_tables),
      publish: row.publish ?? "",
      viaRoot: flag(row.via_root),
      generatedColumns: row.generated === "s" ? "stored" : "none",
    }),
  named,
  create: ({ id, attributes }) => [
    {
      op: sql`create ${named(id.path)}${attributes.allTables ? sql` for all tables` : sql``} with (${options(attributes)})`,
    },
  ],
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  alter: { allTables: "replace", publish: set, viaRoot: set, generatedColumns: set },
});

function named([publication]: readonly string[]): Sql {
  return sql`publication ${name(publication as string)}`;
}

function set(to: Fact<PublicationAttributes>, from: Fact<PublicationAttributes>) {
  return [{ op: sql`alter ${named(to.id.path)} set (${options(to.attributes, from.attributes)})` }];
}

/** An old server does not know all of them: what is usual is said only where it was not so. */
function options(to: PublicationAttributes, from: PublicationAttributes = USUAL): Sql {
  return join([
    sql`publish = ${literal(to.publish)}`,
    ...(to.viaRoot === from.viaRoot ? [] : [sql`publish_via_partition_root = ${literal(to.viaRoot)}`]),
    ...(to.generatedColumns === from.generatedColumns
      ? []
      : [sql`publish_generated_columns = ${printed(to.generatedColumns)}`]),
  ]);
}

const USUAL: PublicationAttributes = {
  allTables: false,
  publish: "",
  viaRoot: false,
  generatedColumns: "none",
};
