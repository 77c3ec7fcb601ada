// Casts between types.
import { CATALOG } from "../catalogs.ts";
import { factOf, kind, printed, text } from "../kind.ts";
import { notPart } from "../not-part.ts";
import { type Sql, sql } from "../sql.ts";

/** Path: source type, target type. */
export type CastAttributes = {
  /** As WITH FUNCTION names it; null where there is none. */
  readonly function: string | null;
  /** `function`, `inout` or `binary`. */
  readonly method: string;
  /** `explicit`, `assignment` or `implicit`. */
  readonly context: string;
};

export const cast = kind<CastAttributes>({
  name: "cast",
  catalog: CATALOG.pg_cast,
  read: () => sql`
    select c.oid, pg_catalog.format_type(c.castsource, null) as source,
      pg_catalog.format_type(c.casttarget, null) as target, c.castmethod as method, c.castcontext as context,
      case when c.castfunc <> 0 then c.castfunc::pg_catalog.regprocedure::text end as function
    from pg_catalog.pg_cast c where c.oid >= 16384 and ${notPart(sql`pg_cast`, sql`c.oid`)}`,
  fact: (row) =>
    factOf({ kind: "cast", path: [text(row.source), text(row.target)] }, [], {
      function: row.function ?? null,
      method: { f: "function", i: "inout", b: "binary" }[text(row.method)] ?? text(row.method),
      context: { e: "explicit", a: "assignment", i: "implicit" }[text(row.context)] ?? text(row.context),
    }),
  named,
  create: ({ id, attributes }) => {
    const how =
      attributes.function === null
        ? attributes.method === "inout"
          ? sql`with inout`
          : sql`without function`
        : sql`with function ${printed(attributes.function)}`;
    const when = attributes.context === "explicit" ? sql`` : sql` as ${printed(attributes.context)}`;
    return [{ op: sql`create ${named(id.path)} ${how}${when}` }];
  },
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  alter: { function: "replace", method: "replace", context: "replace" },
});

function named([source, target]: readonly string[]): Sql {
  return sql`cast (${printed(source as string)} as ${printed(target as string)})`;
}
