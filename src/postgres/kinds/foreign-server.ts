// Foreign servers.
import { keyOf } from "../../core/fact.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, kind, list, text } from "../kind.ts";
import { literal, type Sql, sql } from "../sql.ts";
import { changedForeignOptions, foreignOptions } from "./options.ts";
import { hideSecrets } from "./secret-options.ts";

export type ForeignServerAttributes = {
  readonly wrapper: string;
  readonly type: string | null;
  readonly version: string | null;
  readonly options: readonly string[];
};

export const foreignServer = kind<ForeignServerAttributes>({
  name: "server",
  catalog: CATALOG.pg_foreign_server,
  acl: { owner: "U", everybody: "" },
  read: () => sql`
    select s.oid, s.srvname as name, pg_catalog.pg_get_userbyid(s.srvowner) as owner,
      pg_catalog.to_json(s.srvacl::text[]) as acl, w.fdwname as wrapper, s.srvtype as type, s.srvversion as version,
      pg_catalog.to_json(s.srvoptions) as options
    from pg_catalog.pg_foreign_server s join pg_catalog.pg_foreign_data_wrapper w on w.oid = s.srvfdw`,
  fact: (row) => {
    const wrapper = text(row.wrapper);
    const needs = [keyOf("foreign-data-wrapper", [wrapper])];
    return factOf({ kind: "server", path: [text(row.name)] }, needs, {
      wrapper,
      type: row.type ?? null,
      version: row.version ?? null,
      options: hideSecrets(list(row.options)),
    });
  },
  named,
  create: ({ id, attributes: { wrapper, type, version, options } }) => [
    {
      op: sql`create ${named(id.path)}${type === null ? sql`` : sql` type ${literal(type)}`}${version === null ? sql`` : sql` version ${literal(version)}`} foreign data wrapper ${name(wrapper)}${options.length > 0 ? sql` options (${foreignOptions(options)})` : sql``}`,
    },
  ],
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  alter: {
    wrapper: "replace",
    type: "replace",
    version: ({ id, attributes }) => [
      { op: sql`alter ${named(id.path)} version ${literal(attributes.version)}` },
    ],
    options: ({ id, attributes }, from) => [
      {
        op: sql`alter ${named(id.path)} options (${changedForeignOptions(from.attributes.options, attributes.options)})`,
      },
    ],
  },
});

function named([server]: readonly string[]): Sql {
  return sql`server ${name(server as string)}`;
}
