// Indexes that stand for themselves; the one behind a constraint is a part of that.

import { type Fact, keyOf } from "../../core/fact.ts";
import type { Scene } from "../../core/kind.ts";
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, flag, kind, printed, qualified, text, userSchemas } from "../kind.ts";
import { spelled, withSpelling } from "../reprint.ts";
import { join, type Sql, sql } from "../sql.ts";
import {
  changeClustered,
  changeIdentity,
  changeOptions,
  changeStatistics,
  changeTablespace,
  type IndexPlace,
  type IndexSettings,
  loseIdentity,
  moreSettings,
  settingsColumns,
  settingsOf,
} from "./index-settings.ts";
import { fateOfLacked, lackingKeys, lackingPartitions } from "./lacking.ts";
import { optionList } from "./options.ts";
import { attachedTo, fateOfAttached, isPartitioned, lasting, partitionKey, relationKey } from "./relation.ts";
import { takenOver } from "./take-over.ts";

export type IndexAttributes = IndexSettings & {
  /** As PostgreSQL prints it, up to its options. A partitioned table's says ONLY. */
  readonly definition: string;
  /** What rows must be like to be in it. */
  readonly predicate: string | null;
  /** Key of the table or materialized view. */
  readonly on: string;
  /** False where a concurrent build failed, or a partition has no index attached. */
  readonly valid: boolean;
};

export const indexKind = kind<IndexAttributes>({
  name: "index",
  catalog: CATALOG.pg_class,
  read: () => sql`
    select x.oid, n.nspname as schema, x.relname as name, tn.nspname as table_schema, c.relname as table,
      c.relkind as relation, pg_catalog.pg_get_indexdef(x.oid) as definition,
      pg_catalog.pg_get_expr(i.indpred, i.indrelid) as predicate,
      (select pg_catalog.string_agg(pg_catalog.split_part(o, '=', 1) || '=' || case when pg_catalog.quote_ident(v.v) = v.v
          then v.v else pg_catalog.quote_literal(v.v) end, ', ' order by u.ordinality)
        from pg_catalog.unnest(x.reloptions) with ordinality u(o, ordinality),
          lateral (select pg_catalog.substr(o, pg_catalog.strpos(o, '=') + 1) as v) v) as printed_options,
      i.indisvalid as valid,
      case when c.relkind = 'p' and not i.indisvalid then ${lackingPartitions(sql`x.oid`, sql`c.oid`)} end as lacking,
      c.relispartition and not exists (select from pg_catalog.pg_inherits a where a.inhrelid = x.oid) and exists (
        select from pg_catalog.pg_index o join pg_catalog.pg_inherits a on a.inhrelid = o.indexrelid
        where o.indrelid = c.oid and o.indkey = i.indkey and o.indclass = i.indclass) as like_attached,
      ${settingsColumns}
    from pg_catalog.pg_index i
    join pg_catalog.pg_class x on x.oid = i.indexrelid
    join pg_catalog.pg_namespace n on n.oid = x.relnamespace
    join pg_catalog.pg_class c on c.oid = i.indrelid
    join pg_catalog.pg_namespace tn on tn.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'm') and ${lasting(sql`c`)} and ${userSchemas(sql`n`)}
      and not exists (select from pg_catalog.pg_constraint k
        where k.conindid = x.oid and k.conrelid = c.oid and k.contype in ('p', 'u', 'x'))`,
  fact: (row) => {
    const on = relationKey(row.relation, [text(row.table_schema), text(row.table)]);
    const predicate = row.predicate ?? null;
    const withOptions = upTo(text(row.definition), predicate === null ? "" : ` WHERE ${predicate}`);
    const definition = upTo(withOptions, row.printed_options ? ` WITH (${row.printed_options})` : "");
    const path = [text(row.schema), text(row.name)];
    // Which of two equal ones ATTACH takes as its parent's is left to chance: the other one comes after it.
    const own = flag(row.like_attached) ? [partitionKey([text(row.table_schema), text(row.table)])] : [];
    const needs = [on, ...lackingKeys(row.lacking), ...own];
    const fact = factOf<IndexAttributes>({ kind: "index", path }, needs, {
      definition,
      predicate,
      on,
      valid: flag(row.valid),
      ...settingsOf(row),
    });
    return withSpelling(fact, ["definition", "predicate"]);
  },
  named,
  create: (fact, scene) => {
    const place = placeOf(fact, scene.to);
    // On a partitioned table it is a name for the partitions' own: nothing is built.
    const partitioned = isPartitioned(place.table, scene.to);
    const concurrently = scene.hasRows(place.table) && !partitioned;
    const at = { relation: place.table, scans: !partitioned };
    const statement = createStatement(fact, concurrently);
    return [
      concurrently
        ? { ...at, op: statement, lock: "SHARE UPDATE EXCLUSIVE", transaction: "none" as const }
        : { ...at, op: statement, lock: "SHARE" },
      ...moreSettings(place, fact.attributes),
    ];
  },
  drop: (fact, scene) => {
    if (takenOver(fact, scene)) return [];
    const place = placeOf(fact, scene.from);
    const reset = loseIdentity(place, fact.attributes, scene);
    // One that others are attached to cannot be dropped concurrently.
    return scene.hasRows(place.table) && !isPartitioned(place.table, scene.from)
      ? [
          {
            op: sql`drop index concurrently ${qualified(fact.id.path)}`,
            lock: "SHARE UPDATE EXCLUSIVE",
            relation: place.table,
            transaction: "none",
          },
          ...reset,
        ]
      : [{ op: sql`drop ${named(fact.id.path)}`, lock: "ACCESS EXCLUSIVE", relation: place.table }, ...reset];
  },
  swallowedBy: ({ id, needs, attributes }, from, scene) => {
    const columns = needs.filter((key) => isColumnOf(from.get(key), from.get(attributes.on)));
    return [attributes.on, ...columns, ...attachedTo(id.path, scene)];
  },
  fate: (fact, needed, scene) => {
    if (needed.id.kind !== "partition") return fateOfAttached(fact, needed, scene);
    return fateOfLacked(needed, scene);
  },
  outlasts: (_fact, needed) => needed.startsWith("partition "),
  occupies: ({ id }) => [`relation ${keyOf("", id.path)}`],
  alter: {
    definition: "replace",
    predicate: "replace",
    on: "replace",
    valid: (to, from, scene) => {
      // A partitioned one becomes valid by what is attached to it, and never invalid again.
      if (isPartitioned(to.attributes.on, scene.to)) return to.attributes.valid ? [] : "replace";
      if (!to.attributes.valid) return [];
      const place = placeOf(from, scene.from);
      return scene.hasRows(place.table)
        ? [
            {
              op: sql`reindex index concurrently ${qualified(to.id.path)}`,
              lock: "SHARE UPDATE EXCLUSIVE",
              relation: place.table,
              transaction: "none",
              scans: true,
            },
          ]
        : [
            {
              op: sql`reindex index ${qualified(to.id.path)}`,
              lock: "SHARE",
              relation: place.table,
              scans: true,
            },
          ];
    },
    options: (to, from, { to: schema }) => changeOptions(placeOf(to, schema), to.attributes, from.attributes),
    tablespace: (to, _from, { to: schema }) => changeTablespace(placeOf(to, schema), to.attributes),
    statistics: (to, from, { to: schema }) =>
      changeStatistics(placeOf(to, schema), to.attributes.statistics, from.attributes.statistics),
    clustered: (to, _from, scene) => changeClustered(placeOf(to, scene.to), to.attributes, scene),
    replicaIdentity: (to, _from, scene) => changeIdentity(placeOf(to, scene.to), to.attributes, scene),
  },
});

type IndexFact = Fact<IndexAttributes>;

function named(path: readonly string[]): Sql {
  return sql`index ${qualified(path)}`;
}

function placeOf({ id, attributes }: IndexFact, schema: Scene["to"]): IndexPlace {
  return { index: id.path, on: schema.get(attributes.on)?.id.path ?? id.path, table: attributes.on };
}

function createStatement(fact: IndexFact, concurrently: boolean): Sql {
  const { predicate, options, tablespace } = fact.attributes;
  const definition = spelled(fact, "definition").text;
  const head = concurrently
    ? definition.replace(/^(CREATE (?:UNIQUE )?INDEX) /, "$1 CONCURRENTLY ")
    : definition;
  return join(
    [
      printed(head),
      ...(options.length > 0 ? [sql`with (${optionList(options)})`] : []),
      ...(tablespace ? [sql`tablespace ${name(tablespace)}`] : []),
      ...(predicate === null ? [] : [sql`where ${spelled(fact, "predicate")}`]),
    ],
    sql` `,
  );
}

function isColumnOf(fact: Fact | undefined, on: Fact | undefined): boolean {
  return (
    fact?.id.kind === "column" && fact.id.path[0] === on?.id.path[0] && fact.id.path[1] === on?.id.path[1]
  );
}

function upTo(whole: string, end: string): string {
  return end !== "" && whole.endsWith(end) ? whole.slice(0, -end.length) : whole;
}
