// Views. A column of one is no fact: comments, grants and defaults of view columns hang on the view.

import { type Fact, keyOf } from "../../core/fact.ts";
import type { Drafts, Scene } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import { collationName } from "../collation-name.ts";
import { factOf, kind, list, printed, qualified, schemaKey, text, userSchemas } from "../kind.ts";
import { spelled, withSpelling } from "../reprint.ts";
import { join, type Sql, sql } from "../sql.ts";
import { changedOptions, optionList } from "./options.ts";
import { lasting } from "./relation.ts";

export type ViewAttributes = {
  readonly definition: string;
  /** Name and type, and a collation that is not the type's own. */
  readonly columns: readonly string[];
  readonly options: readonly string[];
};

export const view = kind<ViewAttributes>({
  name: "view",
  catalog: CATALOG.pg_class,
  acl: { owner: "arwdDxt", everybody: "" },
  read: () => sql`
    select c.oid, n.nspname as schema, c.relname as name, pg_catalog.pg_get_userbyid(c.relowner) as owner,
      pg_catalog.to_json(c.relacl::text[]) as acl, pg_catalog.to_json(c.reloptions) as options,
      pg_catalog.pg_get_viewdef(c.oid) as definition, ${relationColumns}
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'v' and ${lasting(sql`c`)} and ${userSchemas(sql`n`)} order by c.oid`,
  fact: (row) => {
    const path = [text(row.schema), text(row.name)];
    const fact = factOf({ kind: "view", path }, [schemaKey(text(row.schema))], {
      definition: text(row.definition).replace(/;$/, ""),
      columns: list(row.columns),
      options: list(row.options),
    });
    return withSpelling(fact, ["definition"]);
  },
  named,
  create: (fact) => [{ op: statement(fact, sql`create view`) }],
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}`, lock: "ACCESS EXCLUSIVE" }],
  // As pg_dump opens such circles: columns of nothing, and later CREATE OR REPLACE.
  placeholder: {
    make: (fact) => [{ op: hollow(fact, sql`create view`) }],
    complete: (fact, scene) => [
      { op: statement(fact, sql`create or replace view`), lock: "ACCESS EXCLUSIVE" },
      ...filledTooEarly(fact, scene),
    ],
    empty: (fact) => [{ op: hollow(fact, sql`create or replace view`), lock: "ACCESS EXCLUSIVE" }],
  },
  occupies: ({ id: { path } }) => [`relation ${keyOf("", path)}`, `type ${keyOf("", path)}`],
  alter: {
    // A view can be given more columns, behind those that it has; these stay as they are.
    columns: ({ attributes }, from) =>
      from.attributes.columns.every((column, index) => attributes.columns[index] === column) ? [] : "replace",
    definition: (fact) => [{ op: statement(fact, sql`create or replace view`), lock: "ACCESS EXCLUSIVE" }],
    options: ({ id, attributes }, from) =>
      attributes.definition === from.attributes.definition
        ? changedOptions(from.attributes.options, attributes.options).map((clause) => ({
            op: sql`alter ${named(id.path)} ${clause}`,
            lock: "ACCESS EXCLUSIVE",
          }))
        : [],
  },
});

/** Of the relation `c`: its columns as a query's results. */
export const relationColumns: Sql = sql`
  (select pg_catalog.to_json(pg_catalog.array_agg(pg_catalog.quote_ident(a.attname) || ' '
    || pg_catalog.format_type(a.atttypid, a.atttypmod) || case when a.attcollation <> t.typcollation
      then ' collate ' || ${collationName(sql`a.attcollation`)} else '' end order by a.attnum))
    from pg_catalog.pg_attribute a join pg_catalog.pg_type t on t.oid = a.atttypid
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns`;

function named(path: readonly string[]): Sql {
  return sql`view ${qualified(path)}`;
}

function hollow({ id, attributes: { columns } }: Fact<ViewAttributes>, head: Sql): Sql {
  const nothing = columns.map((column) => {
    const [, label = "", type = "", collation] = COLUMN.exec(column) ?? [];
    return sql`null::${printed(type)}${collation ? sql` collate ${printed(collation)}` : sql``} as ${printed(label)}`;
  });
  return sql`${head} ${qualified(id.path)} as select ${join(nothing)}`;
}

const COLUMN = /^("(?:[^"]|"")*"|\S+) (.*?)(?: collate (.*))?$/su;

/** New materialized views over it were filled while it was empty. */
function filledTooEarly({ key }: Fact, scene: Scene): Drafts<Sql> {
  const seen = new Set([key]);
  const filled: Fact[] = [];
  for (const one of seen) {
    for (const dependent of scene.dependentsAfter(one)) {
      if (!RELATIONS.has(dependent.id.kind) || !scene.isNew(dependent.key)) continue;
      seen.add(dependent.key);
      if (dependent.attributes.populated === true) filled.push(dependent);
    }
  }
  return filled.map((fact) => ({
    op: sql`refresh materialized view ${qualified(fact.id.path)}`,
    relation: fact.key,
    lock: "ACCESS EXCLUSIVE",
    scans: true,
  }));
}

const RELATIONS = new Set(["view", "materialized-view"]);

function statement(fact: Fact<ViewAttributes>, head: Sql): Sql {
  const { options } = fact.attributes;
  const settings = options.length > 0 ? sql` with (${optionList(options)})` : sql``;
  return sql`${head} ${qualified(fact.id.path)}${settings} as\n${spelled(fact, "definition")}`;
}
