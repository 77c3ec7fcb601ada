// Foreign data wrappers that no extension made.
import type { Fact } from "../../core/fact.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, kind, list, printed, text } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";
import { changedForeignOptions, foreignOptions } from "./options.ts";
import { hideSecrets } from "./secret-options.ts";

export type ForeignDataWrapperAttributes = {
  readonly handler: string | null;
  readonly validator: string | null;
  readonly options: readonly string[];
};

export const foreignDataWrapper = kind<ForeignDataWrapperAttributes>({
  name: "foreign-data-wrapper",
  catalog: CATALOG.pg_foreign_data_wrapper,
  acl: { owner: "U", everybody: "" },
  read: () => sql`
    select w.oid, w.fdwname as name, pg_catalog.pg_get_userbyid(w.fdwowner) as owner,
      pg_catalog.to_json(w.fdwacl::text[]) as acl,
      case when w.fdwhandler <> 0 then w.fdwhandler::pg_catalog.regproc::text end as handler,
      case when w.fdwvalidator <> 0 then w.fdwvalidator::pg_catalog.regproc::text end as validator,
      pg_catalog.to_json(w.fdwoptions) as options
    from pg_catalog.pg_foreign_data_wrapper w where w.oid >= 16384`,
  fact: (row) =>
    factOf({ kind: "foreign-data-wrapper", path: [text(row.name)] }, [], {
      handler: row.handler ?? null,
      validator: row.validator ?? null,
      options: hideSecrets(list(row.options)),
    }),
  named,
  create: ({ id, attributes: { handler, validator, options } }) => [
    {
      op: sql`create ${named(id.path)}${handler ? sql` handler ${printed(handler)}` : sql``}${validator ? sql` validator ${printed(validator)}` : sql``}${options.length > 0 ? sql` options (${foreignOptions(options)})` : sql``}`,
    },
  ],
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  alter: {
    handler: (fact) => [by(fact, "handler")],
    validator: (fact) => [by(fact, "validator")],
    options: ({ id, attributes }, from) => [
      {
        op: sql`alter ${named(id.path)} options (${changedForeignOptions(from.attributes.options, attributes.options)})`,
      },
    ],
  },
});

function named([wrapper]: readonly string[]): Sql {
  return sql`foreign data wrapper ${name(wrapper as string)}`;
}

function by({ id, attributes }: Fact<ForeignDataWrapperAttributes>, word: "handler" | "validator") {
  const value = attributes[word];
  const clause = value === null ? sql`no ${printed(word)}` : sql`${printed(word)} ${printed(value)}`;
  return { op: sql`alter ${named(id.path)} ${clause}` };
}
