// User mappings: as whom a role logs in to a foreign server. Their passwords are nobody's business here.
import { keyOf } from "../../core/fact.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, kind, list, text } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";
import { changedForeignOptions, foreignOptions } from "./options.ts";
import { hideSecrets } from "./secret-options.ts";

/** Path: server, role; empty for everybody. */
export type UserMappingAttributes = { readonly options: readonly string[] };

export const userMapping = kind<UserMappingAttributes>({
  name: "user-mapping",
  catalog: CATALOG.pg_user_mapping,
  // The view hides the options from those who may not see them, where the table would refuse to be read.
  read: () => sql`
    select m.umid as oid, m.srvname as server, case when m.umuser = 0 then '' else m.usename end as role,
      pg_catalog.to_json(m.umoptions) as options
    from pg_catalog.pg_user_mappings m`,
  fact: (row) => {
    const server = text(row.server);
    return factOf({ kind: "user-mapping", path: [server, text(row.role)] }, [keyOf("server", [server])], {
      options: hideSecrets(list(row.options)),
    });
  },
  named,
  create: ({ id, attributes: { options } }) => [
    {
      op: sql`create ${named(id.path)}${options.length > 0 ? sql` options (${foreignOptions(options)})` : sql``}`,
    },
  ],
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  alter: {
    options: ({ id, attributes }, from) => [
      {
        op: sql`alter ${named(id.path)} options (${changedForeignOptions(from.attributes.options, attributes.options)})`,
      },
    ],
  },
});

function named([server, role]: readonly string[]): Sql {
  return sql`user mapping for ${role ? name(role) : sql`public`} server ${name(server as string)}`;
}
