// Random schemas over all sorts of things, as SQL that loads in the order given. Names come from small sets, so that
// two schemas share many of them and differ in the rest.
import fc from "fast-check";
import { type ChosenPieces, piecesSql, randomPieces } from "./random-pieces.ts";

/** Everything of one schema: what is not chosen is absent; what refers to something absent is left out. */
export interface RandomSchema {
  readonly sql: string;
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 2 });
const LABELS = ["sad", "ok", "glad", "it's"];

const enumLabels = maybe(fc.shuffledSubarray(LABELS, { minLength: 1 }));
const domain = maybe(
  fc.record({
    base: fc.constantFrom("integer", "bigint"),
    check: maybe(fc.constantFrom("value > 0", "value <> 7")),
    standard: maybe(fc.constantFrom("5", "6")),
    notNull: fc.boolean(),
  }),
);
const composite = maybe(
  fc.record({ first: fc.constantFrom("integer", "text"), more: maybe(fc.constantFrom("integer", "text")) }),
);
const sequence = maybe(
  fc.record({
    type: fc.constantFrom("bigint", "integer", "smallint"),
    start: fc.constantFrom("1", "10"),
    increment: fc.constantFrom("1", "-1", "5"),
    cycle: fc.boolean(),
  }),
);

const TYPES: Readonly<Record<string, readonly string[]>> = {
  integer: ["0", "42", "(1 + 2)"],
  bigint: ["0", "7"],
  text: ["'x'", "'it''s'", "upper('x')"],
  "varchar(10)": ["'x'"],
  "varchar(20)": ["'x'"],
  "numeric(10,2)": ["0", "1.5"],
  boolean: ["true", "false"],
  timestamptz: ["now()"],
  date: ["current_date"],
  jsonb: ["'{}'"],
  "text[]": ["'{}'"],
  uuid: [],
  mood: [],
  positive: [],
  "mood[]": [],
};

const column = fc.record({
  name: fc.constantFrom("b", "c", "d", "Weird Name"),
  type: fc.constantFrom(...Object.keys(TYPES)),
  notNull: fc.boolean(),
  standard: maybe(fc.nat({ max: 2 })),
  extra: fc.constantFrom("", "", "", "generated", "statistics", "storage"),
});

const table = maybe(
  fc.record({
    unlogged: fc.boolean(),
    idType: fc.constantFrom("integer", "bigint"),
    identity: fc.constantFrom("", "", "always", "by default", "serial"),
    key: fc.constantFrom("", "primary", "unique"),
    columns: fc.uniqueArray(column, { selector: ({ name }) => name, maxLength: 4 }),
    check: maybe(fc.constantFrom("id > 0", "id <> 5")),
    reference: maybe(
      fc.record({
        to: fc.constantFrom("t1", "t2", "t3"),
        action: fc.constantFrom("", " on delete cascade", " on update restrict"),
        deferrable: fc.boolean(),
        valid: fc.boolean(),
      }),
    ),
    index: maybe(
      fc.constantFrom(
        "(id)",
        "(id desc)",
        "using hash (id)",
        "((id + 1))",
        "(id) where id > 3",
        "(id) include (id)",
      ),
    ),
    security: fc.constantFrom("", "", "enable", "force"),
    policy: maybe(
      fc.constantFrom("for select using (id > 0)", "using (true)", "for insert with check (id > 1)"),
    ),
    trigger: maybe(fc.constantFrom("before insert", "after update of id", "after insert or delete")),
    comment: maybe(fc.constantFrom("first", "it's second")),
    grant: maybe(fc.constantFrom("select", "select, insert", "all")),
    options: fc.constantFrom("", "", "with (fillfactor = 70)", "with (autovacuum_enabled = false)"),
  }),
);
type Table = NonNullable<typeof table extends fc.Arbitrary<infer T> ? T : never>;

const view = maybe(
  fc.record({
    of: fc.constantFrom("t1", "t2", "v1"),
    columns: fc.constantFrom("id", "id, id + 1 as more", "id::text as id"),
    materialized: fc.boolean(),
    comment: fc.boolean(),
  }),
);

const routine = maybe(
  fc.record({
    argument: fc.constantFrom("a integer", "a integer default 1", "a text"),
    returns: fc.constantFrom("integer", "text", "setof integer"),
    volatility: fc.constantFrom("immutable", "stable", "volatile"),
    body: fc.constantFrom("select 1", "select 2"),
  }),
);

const partitioned = maybe(
  fc.record({
    key: fc.boolean(),
    index: fc.boolean(),
    parts: fc.uniqueArray(
      fc.record({ name: fc.constantFrom("p1", "p2", "p3"), standard: fc.boolean(), shift: fc.boolean() }),
      { selector: ({ name }) => name, maxLength: 3 },
    ),
    note: fc.boolean(),
    check: fc.boolean(),
  }),
);

/** Only what every major knows. */
export function randomSchema(): fc.Arbitrary<RandomSchema> {
  return fc
    .record({
      app: fc.boolean(),
      mood: enumLabels,
      positive: domain,
      pair: composite,
      counter: sequence,
      t1: table,
      t2: table,
      t3: table,
      v1: view,
      v2: view,
      f1: routine,
      partitioned,
      child: maybe(fc.record({ extra: fc.boolean() })),
      sums: fc.boolean(),
      search: fc.boolean(),
      statistics: fc.boolean(),
      published: fc.boolean(),
      operator: fc.boolean(),
      standardGrants: fc.boolean(),
      pieces: randomPieces(),
    })
    .map((all) => ({ sql: render(all) }));
}

type All = Parameters<typeof render>[0];

function render(all: {
  readonly app: boolean;
  readonly mood: readonly string[] | null;
  readonly positive: (typeof domain extends fc.Arbitrary<infer T> ? T : never) | null;
  readonly pair: (typeof composite extends fc.Arbitrary<infer T> ? T : never) | null;
  readonly counter: (typeof sequence extends fc.Arbitrary<infer T> ? T : never) | null;
  readonly t1: Table | null;
  readonly t2: Table | null;
  readonly t3: Table | null;
  readonly v1: (typeof view extends fc.Arbitrary<infer T> ? T : never) | null;
  readonly v2: (typeof view extends fc.Arbitrary<infer T> ? T : never) | null;
  readonly f1: (typeof routine extends fc.Arbitrary<infer T> ? T : never) | null;
  readonly partitioned: (typeof partitioned extends fc.Arbitrary<infer T> ? T : never) | null;
  readonly child: { readonly extra: boolean } | null;
  readonly sums: boolean;
  readonly search: boolean;
  readonly statistics: boolean;
  readonly published: boolean;
  readonly operator: boolean;
  readonly standardGrants: boolean;
  readonly pieces: ChosenPieces;
}): string {
  const out: string[] = [];
  if (all.app) out.push("create schema app", "create table app.inside (a integer)");
  if (all.standardGrants)
    out.push("alter default privileges in schema public grant select on tables to public");
  if (all.mood) out.push(`create type mood as enum (${all.mood.map(quote).join(", ")})`);
  if (all.positive) {
    const { base, check, standard, notNull } = all.positive;
    out.push(
      `create domain positive as ${base}${standard ? ` default ${standard}` : ""}${notNull ? " not null" : ""}${check ? ` constraint sign check (${check})` : ""}`,
    );
  }
  if (all.pair)
    out.push(`create type pair as (a ${all.pair.first}${all.pair.more ? `, b ${all.pair.more}` : ""})`);
  if (all.counter) {
    const { type, start, increment, cycle } = all.counter;
    const first = increment.startsWith("-") ? "-1" : start;
    out.push(
      `create sequence counter as ${type} start ${first} increment ${increment}${cycle ? " cycle" : ""}`,
      ...(all.t1 ? [] : ["comment on sequence counter is 'counts'"]),
    );
  }
  if (all.f1) {
    const { argument, returns, volatility, body } = all.f1;
    const text = returns === "text" ? `${body}::text` : body;
    out.push(
      `create function f1(${argument}) returns ${returns} language sql ${volatility} as ${quote(text)}`,
    );
  }
  out.push("create function on_change() returns trigger language plpgsql as 'begin return new; end'");
  const tables = (["t1", "t2", "t3"] as const).flatMap((name) => {
    const found = all[name];
    return found ? [[name, found] as const] : [];
  });
  for (const [name, found] of tables) out.push(...tableSql(name, found, all));
  for (const [name, { reference }] of tables) {
    const target = reference && all[reference.to as "t1"];
    if (!reference || !target || target.key === "" || target.idType !== all[name]?.idType) continue;
    // One kind of persistence only: a logged table may not refer to an unlogged one.
    if (target.unlogged !== all[name]?.unlogged) continue;
    out.push(
      `alter table ${name} add constraint ${name}_ref foreign key (id) references ${reference.to} (id)${reference.action}${reference.deferrable ? " deferrable initially deferred" : ""}${reference.valid ? "" : " not valid"}`,
    );
  }
  if (all.child && all.t1)
    out.push(`create table heir (${all.child.extra ? "more integer" : ""}) inherits (t1)`);
  for (const name of ["v1", "v2"] as const) {
    const found = all[name];
    if (!found || found.of === name || !(all as Record<string, unknown>)[found.of]) continue;
    if (found.of === "v1" && (!all.v1 || all.v1.of === "v1" || !(all as Record<string, unknown>)[all.v1.of]))
      continue;
    const columns = found.of === "v1" ? "id" : found.columns;
    const what = found.materialized ? "materialized view" : "view";
    out.push(`create ${what} ${name} as select ${columns} from ${found.of}`);
    if (found.comment) out.push(`comment on column ${name}.id is 'seen'`);
  }
  if (all.partitioned) {
    const { key, index, parts, note, check } = all.partitioned;
    out.push(
      `create table logs (id integer not null, day integer not null${note ? ", note text" : ""}${key ? ", constraint logs_key primary key (id, day)" : ""}${check ? ", constraint logs_day check (day > 0)" : ""}) partition by range (day)`,
    );
    if (index) out.push("create index logs_by_id on logs (id)");
    for (const part of parts) {
      const at = Number(part.name.slice(1)) * 100 + (part.shift ? 10 : 0);
      out.push(`create table ${part.name} partition of logs for values from (${at}) to (${at + 50})`);
      if (part.standard) out.push(`alter table ${part.name} alter column id set default 9`);
    }
  }
  if (all.sums) {
    out.push(
      "create function add_up(integer, integer) returns integer language sql immutable as 'select $1 + $2'",
      "create aggregate total(integer) (sfunc = add_up, stype = integer, initcond = '0')",
    );
  }
  if (all.operator) {
    out.push(
      "create function near(integer, integer) returns boolean language sql immutable as 'select abs($1 - $2) < 2'",
      "create operator ~~~ (function = near, leftarg = integer, rightarg = integer, commutator = ~~~)",
    );
  }
  if (all.search) {
    out.push(
      "create text search configuration plain (copy = simple)",
      "create text search dictionary stems (template = simple)",
    );
  }
  const second = all.t1 && known(all.t1, all)[0];
  if (all.statistics && second) {
    out.push(`create statistics together (ndistinct) on id, "${second.name}" from t1`);
  }
  if (all.published && all.t2 && !all.t2.unlogged)
    out.push("create publication news for table t2 with (publish = 'insert')");
  const there = Object.entries(all).flatMap(([name, value]) => (value ? [name] : []));
  out.push(...piecesSql(all.pieces, new Set(there)));
  return `${out.join(";\n")};\n`;
}

function tableSql(name: string, table: Table, { mood, positive }: Pick<All, "mood" | "positive">): string[] {
  const id =
    table.identity === "serial" ? (table.idType === "integer" ? "serial" : "bigserial") : table.idType;
  const identity =
    table.identity && table.identity !== "serial" ? ` generated ${table.identity} as identity` : "";
  const key =
    table.key === "primary"
      ? ` constraint ${name}_pk primary key`
      : table.key
        ? ` constraint ${name}_uq unique`
        : "";
  const existing = known(table, { mood, positive });
  const columns = existing.map(({ name: column, type, notNull, standard, extra }) => {
    if (extra === "generated" && type === "integer")
      return `"${column}" integer generated always as (id * 2) stored`;
    const values =
      type === "mood" ? (mood ?? []).map((label) => `${quote(label)}::mood`) : (TYPES[type] ?? []);
    const value =
      standard === null || values.length === 0 ? "" : ` default ${values[standard % values.length]}`;
    return `"${column}" ${type}${value}${notNull ? " not null" : ""}`;
  });
  const check = table.check ? [`constraint ${name}_ck check (${table.check})`] : [];
  const body = [`id ${id}${identity}${key}`, ...columns, ...check].join(", ");
  const out = [`create ${table.unlogged ? "unlogged " : ""}table ${name} (${body}) ${table.options}`];
  for (const { name: column, type, extra } of existing) {
    if (extra === "statistics") out.push(`alter table ${name} alter column "${column}" set statistics 300`);
    if (extra === "storage" && type === "text")
      out.push(`alter table ${name} alter column "${column}" set storage external`);
  }
  if (table.index) {
    const include = table.index.includes("include");
    const shown =
      include && existing[0]
        ? `(id) include ("${existing[0].name}")`
        : table.index.replace(" include (id)", "");
    out.push(`create index ${name}_ix on ${name} ${shown}`);
  }
  if (table.security) out.push(`alter table ${name} enable row level security`);
  if (table.security === "force") out.push(`alter table ${name} force row level security`);
  if (table.policy) out.push(`create policy ${name}_rows on ${name} ${table.policy}`);
  if (table.trigger)
    out.push(
      `create trigger ${name}_tr ${table.trigger} on ${name} for each row execute function on_change()`,
    );
  if (table.comment) {
    out.push(
      `comment on table ${name} is ${quote(table.comment)}`,
      `comment on column ${name}.id is ${quote(table.comment)}`,
    );
  }
  if (table.grant) out.push(`grant ${table.grant} on ${name} to public`);
  return out;
}

/** Columns of types that are there. */
function known({ columns }: Table, { mood, positive }: Pick<All, "mood" | "positive">): Table["columns"] {
  return columns.filter(
    ({ type }) => (mood || !type.startsWith("mood")) && (positive || type !== "positive"),
  );
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
