// Subscriptions. None is ever connected by a plan: a person enables it when the publisher is ready.
import type { Fact } from "../../core/fact.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, flag, kind, list, printed, type ServerTraits, text } from "../kind.ts";
import { join, literal, type Sql, sql } from "../sql.ts";
import { hideInConnection } from "./secret-options.ts";

export type SubscriptionAttributes = {
  /** Without its password; null where we may not see it. */
  readonly connection: string | null;
  readonly publications: readonly string[];
  readonly enabled: boolean;
  /** Null for NONE. */
  readonly slot: string | null;
  /** `name = value` of everything that is not usual. */
  readonly options: readonly string[];
};

export const subscription = kind<SubscriptionAttributes>({
  name: "subscription",
  catalog: CATALOG.pg_subscription,
  read: (server) => sql`
    select s.oid, s.subname as name, pg_catalog.pg_get_userbyid(s.subowner) as owner, s.subenabled as enabled,
      s.subslotname as slot, pg_catalog.to_json(s.subpublications) as publications,
      pg_catalog.to_json(pg_catalog.array_remove(array[${optionsOf(server)}], null)) as options,
      ${connection} as connection
    from pg_catalog.pg_subscription s
    where s.subdbid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())`,
  fact: (row) =>
    factOf({ kind: "subscription", path: [text(row.name)] }, [], {
      connection: row.connection ? hideInConnection(row.connection) : null,
      publications: list(row.publications),
      enabled: flag(row.enabled),
      slot: row.slot ?? null,
      options: list(row.options),
    }),
  named,
  create: ({ id, attributes }) => {
    const options = [
      sql`connect = false`,
      sql`slot_name = ${attributes.slot === null ? sql`none` : literal(attributes.slot)}`,
      ...attributes.options.map(printed),
    ];
    return [
      {
        op: sql`create ${named(id.path)} connection ${literal(attributes.connection ?? "")} publication ${publications(attributes)} with (${join(options)})`,
      },
      ...(attributes.enabled ? [change(id.path, sql`enable`)] : []),
    ];
  },
  // Without a slot the publisher, which may be gone, is not asked.
  drop: ({ id, attributes }) => [
    ...(attributes.enabled ? [change(id.path, sql`disable`)] : []),
    ...(attributes.slot === null ? [] : [change(id.path, sql`set (slot_name = none)`)]),
    { op: sql`drop ${named(id.path)}`, losesData: "how far the subscription has come" },
  ],
  holdsData: true,
  alter: {
    connection: ({ id, attributes: { connection } }) =>
      connection === null ? [] : [change(id.path, sql`connection ${literal(connection)}`)],
    publications: ({ id, attributes }) => [
      change(id.path, sql`set publication ${publications(attributes)} with (refresh = false)`),
    ],
    slot: ({ id, attributes: { slot } }) => [
      change(id.path, sql`set (slot_name = ${slot === null ? sql`none` : literal(slot)})`),
    ],
    options: changeOptions,
    enabled: ({ id, attributes }) => [change(id.path, attributes.enabled ? sql`enable` : sql`disable`)],
  },
});

/** Only superusers may read the column; a query inside a string is checked only when it is reached. A word is never empty. */
const connection = sql`case when pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'select')
  then (select pg_catalog.substr(t.word, 2) from pg_catalog.ts_stat('select pg_catalog.array_to_tsvector(array[''='' || subconninfo])
    from pg_catalog.pg_subscription where oid = ' || s.oid) t) end`;

function optionsOf({ major }: ServerTraits): Sql {
  const option = (since: number, condition: Sql, value: Sql): readonly Sql[] =>
    major < since ? [] : [sql`case when ${condition} then ${value} end`];
  return join([
    sql`case when s.subsynccommit <> 'off' then 'synchronous_commit = ' || pg_catalog.quote_literal(s.subsynccommit) end`,
    ...option(14, sql`s.subbinary`, sql`'binary = true'`),
    ...(major >= 16
      ? option(
          16,
          sql`s.substream <> ${major >= 18 ? sql`'p'` : sql`'f'`}`,
          sql`'streaming = ' || case s.substream when 't' then 'on' when 'p' then 'parallel' else 'off' end`,
        )
      : option(14, sql`s.substream`, sql`'streaming = true'`)),
    ...option(15, sql`s.subtwophasestate <> 'd'`, sql`'two_phase = true'`),
    ...option(15, sql`s.subdisableonerr`, sql`'disable_on_error = true'`),
    ...option(16, sql`not s.subpasswordrequired`, sql`'password_required = false'`),
    ...option(16, sql`s.subrunasowner`, sql`'run_as_owner = true'`),
    ...option(16, sql`s.suborigin <> 'any'`, sql`'origin = ' || s.suborigin`),
    ...option(17, sql`s.subfailover`, sql`'failover = true'`),
  ]);
}

function changeOptions(to: Fact<SubscriptionAttributes>, from: Fact<SubscriptionAttributes>) {
  const set = to.attributes.options.filter((one) => !from.attributes.options.includes(one));
  const kept = new Set(to.attributes.options.map(nameOf));
  const back = from.attributes.options
    .map(nameOf)
    .filter((one) => !kept.has(one))
    .map((one) => `${one} = ${USUAL[one]}`);
  return [change(to.id.path, sql`set (${join([...set, ...back].map(printed))})`)];
}

const USUAL: Readonly<Record<string, string>> = {
  synchronous_commit: "off",
  binary: "false",
  streaming: "off",
  two_phase: "false",
  disable_on_error: "false",
  password_required: "true",
  run_as_owner: "false",
  origin: "any",
  failover: "false",
};

function nameOf(option: string): string {
  return option.slice(0, option.indexOf(" "));
}

function named([subscription]: readonly string[]): Sql {
  return sql`subscription ${name(subscription as string)}`;
}

function change(path: readonly string[], clause: Sql): { readonly op: Sql } {
  return { op: sql`alter ${named(path)} ${clause}` };
}

function publications({ publications: names }: SubscriptionAttributes): Sql {
  return join(names.map((one) => name(one)));
}
