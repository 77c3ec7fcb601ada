// Pieces of random schemas beyond plain tables: each is absent, or one of its variants, which share their names.
import fc from "fast-check";

interface Piece {
  readonly name: string;
  /** Other pieces, or things of the random schema, without which this one is left out. */
  readonly needs?: readonly string[];
  readonly variants: readonly string[];
}

export type ChosenPieces = readonly (number | null)[];

export function randomPieces(): fc.Arbitrary<ChosenPieces> {
  return fc.tuple(
    ...PIECES.map(({ variants }) => fc.option(fc.nat({ max: variants.length - 1 }), { freq: 2 })),
  );
}

/** Statements of the pieces that are chosen and have what they need. */
export function piecesSql(chosen: ChosenPieces, there: ReadonlySet<string>): string[] {
  const known = new Set(there);
  return PIECES.flatMap(({ name, needs = [], variants }, index) => {
    const choice = chosen[index];
    if (choice === null || choice === undefined || !needs.every((one) => known.has(one))) return [];
    known.add(name);
    return [variants[choice] as string];
  });
}

const FOREIGN = "create foreign data wrapper far; create server away foreign data wrapper far";
const TREE = "create table tree (a integer not null, b integer, c text)";

const PIECES: readonly Piece[] = [
  {
    name: "schema",
    variants: [
      "create schema other; create table other.t1 (id integer)",
      "create schema other; comment on schema other is 'it''s other'; create view other.t1 as select 1 as id",
    ],
  },
  {
    name: "collation",
    variants: [
      "create collation plain_text (locale = 'C')",
      "create collation plain_text (locale = 'POSIX'); comment on collation plain_text is 'x'",
    ],
  },
  {
    name: "collated",
    needs: ["collation"],
    variants: [
      "create table collated (a text collate plain_text, b text); create index collated_a on collated (a)",
      "create table collated (a text, b text collate plain_text); create index collated_a on collated (a collate plain_text)",
    ],
  },
  {
    name: "range",
    variants: [
      "create type span as range (subtype = integer)",
      "create type span as range (subtype = bigint); comment on type span is 'wide'",
      "create type span as range (subtype = float8, subtype_diff = float8mi)",
    ],
  },
  {
    name: "spans",
    needs: ["range"],
    variants: [
      "create table spans (id integer primary key, s span, more span[])",
      "create table spans (id bigint primary key, s span not null); create index spans_s on spans using gist (s)",
    ],
  },
  {
    name: "outer",
    needs: ["positive"],
    variants: [
      "create domain outermost as positive",
      "create domain outermost as positive default 9 constraint small check (value < 100)",
      "create domain outermost as positive[]",
    ],
  },
  {
    name: "domains",
    needs: ["positive", "outer"],
    variants: [
      "create table domains (a positive, b outermost, c positive[])",
      "create table domains (a positive[], b outermost[]); create view domains_seen as select a, b from domains",
    ],
  },
  {
    name: "mix",
    needs: ["mood"],
    variants: [
      "create type mix as (m mood, n integer)",
      "create type mix as (n integer, m mood, list mood[])",
      "create type mix as (m mood); comment on column mix.m is 'how'",
    ],
  },
  {
    name: "mixed",
    needs: ["mood", "mix"],
    variants: [
      "create table mixed (id integer, x mix, y mix[])",
      "create table mixed (id integer, x mix); create view mixed_seen as select id, x, (x).m from mixed",
      "create function of_mix(mix) returns mood language sql as 'select ($1).m'",
    ],
  },
  {
    name: "moods",
    needs: ["mood"],
    variants: [
      "create table moods (k mood, n integer) partition by list (k); create table moods_rest partition of moods default",
      "create table moods (k mood, n bigint); create index moods_k on moods (k)",
    ],
  },
  {
    name: "pair functions",
    needs: ["pair"],
    variants: [
      "create function number_of(pair) returns integer language sql immutable as 'select 1'; create cast (pair as integer) with function number_of(pair)",
      "create function number_of(pair) returns integer language sql immutable as 'select 2'; create cast (pair as integer) with function number_of(pair) as assignment",
    ],
  },
  {
    name: "pair order",
    needs: ["pair"],
    variants: [
      "create function before(pair, pair) returns boolean language sql immutable as 'select true'; create operator <<< (function = before, leftarg = pair, rightarg = pair); create function pair_order(pair, pair) returns integer language sql immutable as 'select 0'; create operator class pair_ops for type pair using btree as operator 1 <<<, function 1 pair_order(pair, pair)",
      "create function before(pair, pair) returns boolean language sql immutable as 'select true'; create operator <<< (function = before, leftarg = pair, rightarg = pair, restrict = scalarltsel)",
    ],
  },
  {
    name: "calc",
    variants: [
      "create function calc(a integer) returns integer language sql immutable as 'select a + 1'",
      "create function calc(a integer) returns integer language sql immutable as 'select a + 2'",
      "create function calc(b integer) returns bigint language sql immutable as 'select b + 1::bigint'",
      "create function calc(a integer, b integer default 4) returns integer language sql immutable as 'select a + b'",
    ],
  },
  {
    name: "uses",
    needs: ["calc"],
    variants: [
      "create table uses (a integer default calc(1), g bigint generated always as (calc(a)) stored)",
      "create table uses (a integer, g bigint, constraint uses_a check (calc(a) > 0)); create index uses_calc on uses (calc(a))",
      "create table uses (a integer, g bigint); create policy uses_rows on uses using (calc(a) > 0); create view uses_seen as select calc(a) from uses",
    ],
  },
  {
    name: "procedure",
    variants: [
      "create procedure act(a integer) language sql as 'select 1'",
      "create procedure act(a integer, b text default 'x') language sql as 'select 2'; comment on procedure act(integer, text) is 'acts'",
      "create function act(a integer) returns integer language sql as 'select 1'; revoke execute on function act(integer) from public",
    ],
  },
  {
    name: "aggregate",
    variants: [
      "create aggregate summed(integer) (sfunc = int4pl, stype = integer)",
      "create aggregate summed(integer) (sfunc = int4pl, stype = integer, initcond = '5'); comment on aggregate summed(integer) is 'all'",
    ],
  },
  {
    name: "foreign",
    variants: [
      FOREIGN,
      `${FOREIGN} options (host 'a'); create user mapping for public server away options (name 'x')`,
      `${FOREIGN} options (host 'b', port '1'); alter foreign data wrapper far options (debug 'on')`,
    ],
  },
  {
    name: "foreign table",
    needs: ["foreign"],
    variants: [
      "create foreign table distant (a integer, b text) server away",
      "create foreign table distant (a bigint options (name 'x'), b text not null default 'y') server away options (t 'u'); comment on foreign table distant is 'far'",
      "create foreign table distant (a integer) server away; alter foreign table distant add constraint distant_a check (a > 0); grant select on distant to public",
    ],
  },
  {
    name: "event trigger",
    variants: [
      "create function on_event() returns event_trigger language plpgsql as 'begin end'; create event trigger watch on ddl_command_end execute function on_event()",
      "create function on_event() returns event_trigger language plpgsql as 'begin end'; create event trigger watch on sql_drop when tag in ('DROP TABLE') execute function on_event(); alter event trigger watch disable",
    ],
  },
  {
    name: "search",
    variants: [
      "create text search dictionary words (template = simple); create text search configuration find (copy = simple); alter text search configuration find alter mapping for word with words",
      "create text search configuration find (copy = english); comment on text search configuration find is 'finds'",
    ],
  },
  {
    name: "extension",
    variants: [
      "create extension hstore; create table pairs (h hstore)",
      "create extension citext; create table pairs (h citext, i text)",
    ],
  },
  {
    name: "default privileges",
    variants: [
      "alter default privileges revoke execute on functions from public",
      "alter default privileges in schema public grant usage on sequences to public; create sequence granted",
      "alter default privileges in schema public grant insert on tables to public; create table granted (a integer)",
    ],
  },
  {
    name: "tree",
    variants: [
      `${TREE} partition by list (a); create table leaf1 partition of tree for values in (1); create table leaf2 partition of tree for values in (2); create index tree_b on tree (b)`,
      `${TREE} partition by list (a); create table leaf1 partition of tree for values in (1) partition by range (b); create table leaf11 partition of leaf1 for values from (0) to (10); create table leaf12 partition of leaf1 default; create index tree_b on tree (b); create index leaf_c on leaf1 (c)`,
      `${TREE} partition by range (a, b); create table leaf1 partition of tree for values from (0, 0) to (5, 5); create table leaf2 partition of tree default; alter table tree add constraint tree_key unique (a, b)`,
      `${TREE} partition by hash (a); create table leaf1 partition of tree for values with (modulus 2, remainder 0); create table leaf2 (c text, b integer, a integer not null)`,
      "create table tree (a bigint not null, b integer, c varchar(20) default 'x', d integer generated always as (b + 1) stored, constraint tree_b check (b > 0)) partition by list (a); create table leaf1 partition of tree for values in (1, 3); alter table leaf1 alter c set default 'y'; create table leaf2 (a bigint not null, b integer, c varchar(20))",
      "create table tree (a integer, b integer, c text, primary key (a)) partition by list (a); create table leaf1 partition of tree for values in (1); create table leaf2 (c text, a integer not null, b integer); alter table tree attach partition leaf2 for values in (2); create table of_tree (a integer references tree on delete cascade)",
      `${TREE}; create table leaf1 (a integer not null, b integer, c text); create table leaf12 (a integer not null, b integer, c text) partition by list (a)`,
    ],
  },
  {
    name: "tree triggers",
    needs: ["tree"],
    variants: [
      "create trigger tree_tr after insert on tree for each row execute function on_change()",
      "create trigger tree_tr after insert or update of b on tree for each row when (new.b > 1) execute function on_change(); alter table leaf1 enable row level security; create policy leaf_rows on leaf1 using (b > 0)",
      "comment on table tree is 'a tree'; comment on column leaf1.b is 'on it'; grant select on tree to public; alter table leaf1 replica identity full",
    ],
  },
  {
    name: "parents",
    variants: [
      "create table base1 (x integer, y text not null); create table kid (own integer) inherits (base1); create table grandkid () inherits (kid)",
      "create table base1 (x bigint, y text, z integer default 3); create table kid (own integer, more text) inherits (base1); create table grandkid () inherits (kid)",
      "create table base1 (x integer, y text, constraint base1_x check (x > 0)); create table kid (own bigint default 5) inherits (base1)",
    ],
  },
  {
    name: "typed",
    variants: [
      "create type shape as (a integer, b text); create table shaped of shape (primary key (a))",
      "create type shape as (a bigint, b text, c integer); create table shaped of shape",
    ],
  },
  {
    name: "rule",
    needs: ["t1"],
    variants: [
      "create rule t1_rule as on update to t1 do also select 1",
      "create rule t1_rule as on delete to t1 where old.id > 5 do instead nothing; comment on rule t1_rule on t1 is 'kept'",
    ],
  },
  {
    name: "materialized",
    needs: ["t1"],
    variants: [
      "create materialized view stored as select id from t1; create unique index stored_id on stored (id)",
      "create materialized view stored with (fillfactor = 70) as select id, id + 1 as next from t1 with no data; create index stored_next on stored (next)",
      "create materialized view stored as select id::text as id from t1; comment on column stored.id is 'as text'; grant select on stored to public",
    ],
  },
  {
    name: "view triggers",
    needs: ["t1"],
    variants: [
      "create view shown as select id from t1; create trigger shown_tr instead of insert on shown for each row execute function on_change()",
      "create view shown with (security_barrier) as select id, 1 as one from t1; alter view shown alter id set default 7",
      "create view shown as select null::integer as n; create view hidden as select n from shown; create or replace view shown as select count(*)::integer as n from hidden",
    ],
  },
  {
    name: "owned",
    variants: [
      "create sequence owned; create table owner1 (a integer default nextval('owned'), b integer); alter sequence owned owned by owner1.a",
      "create sequence owned start 5; create table owner1 (a integer, b integer default nextval('owned')); alter sequence owned owned by owner1.b",
      "create table owner1 (a integer generated always as identity (start 3), b serial)",
      "create table owner1 (a serial, b integer generated by default as identity)",
    ],
  },
  {
    name: "keys",
    variants: [
      "create table keys (a integer not null, b text); create unique index keys_a on keys (a)",
      "create table keys (a integer, b text, constraint keys_a primary key (a))",
      "create table keys (a integer not null, b text, constraint keys_a unique (a) deferrable); alter table keys replica identity full",
      "create table keys (a integer not null, b text); create unique index keys_a on keys (a); alter table keys replica identity using index keys_a; alter table keys cluster on keys_a",
    ],
  },
  {
    name: "published",
    needs: ["keys"],
    variants: [
      "create publication told for table keys",
      "create publication told for all tables with (publish = 'insert, delete')",
    ],
  },
];
