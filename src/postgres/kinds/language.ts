// Procedural languages that no extension made.
import type { Fact } from "../../core/fact.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, flag, kind, printed, text } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";

export type LanguageAttributes = {
  readonly trusted: boolean;
  readonly handler: string;
  readonly inline: string | null;
  readonly validator: string | null;
};

export const language = kind<LanguageAttributes>({
  name: "language",
  catalog: CATALOG.pg_language,
  acl: { owner: "U", everybody: "U" },
  read: () => sql`
    select l.oid, l.lanname as name, pg_catalog.pg_get_userbyid(l.lanowner) as owner,
      pg_catalog.to_json(l.lanacl::text[]) as acl, l.lanpltrusted as trusted,
      l.lanplcallfoid::pg_catalog.regproc::text as handler,
      case when l.laninline <> 0 then l.laninline::pg_catalog.regproc::text end as inline,
      case when l.lanvalidator <> 0 then l.lanvalidator::pg_catalog.regproc::text end as validator
    from pg_catalog.pg_language l where l.oid >= 16384 and l.lanispl`,
  fact: (row) =>
    factOf({ kind: "language", path: [text(row.name)] }, [], {
      trusted: flag(row.trusted),
      handler: text(row.handler),
      inline: row.inline ?? null,
      validator: row.validator ?? null,
    }),
  named,
  create: (fact) => [create(fact, sql`create`)],
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  alter: { trusted: replace, handler: replace, inline: replace, validator: replace },
});

function named([language]: readonly string[]): Sql {
  return sql`language ${name(language as string)}`;
}

function replace(to: Fact<LanguageAttributes>) {
  return [create(to, sql`create or replace`)];
}

function create({ id, attributes }: Fact<LanguageAttributes>, verb: Sql): { readonly op: Sql } {
  const { trusted, handler, inline, validator } = attributes;
  return {
    op: sql`${verb} ${trusted ? sql`trusted ` : sql``}${named(id.path)} handler ${printed(handler)}${inline ? sql` inline ${printed(inline)}` : sql``}${validator ? sql` validator ${printed(validator)}` : sql``}`,
  };
}
