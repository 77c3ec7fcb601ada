// How fast a server reads, writes and sorts: measured on two tables made up for it, or as usual.
import type { Pace } from "../core/estimate.ts";
import type { SqlSession } from "./session.ts";
import { literal, type Sql, sql } from "./sql.ts";

/** Nanoseconds: of a few years old laptop. Taken where everything is so small that measuring takes longer. */
export const USUAL_PACE = {
  readRow: 60,
  readByte: 0.3,
  writeRow: 700,
  writeByte: 3,
  /** A key of an index: for each row and each doubling of their number. */
  sortNumber: 25,
  sortText: 130,
  /** A row written by UPDATE, with one index. */
  updateRow: 4000,
  /** A row whose reference is looked up in a table of many rows, and of few. */
  lookUp: 400,
  lookUpFew: 100,
  /** A call of a volatile function. */
  call: 900,
} as const satisfies Pace;

export type KnownPace = { readonly [K in keyof typeof USUAL_PACE]: number };

const NARROW = 100_000;
const WIDE = 20_000;

/** Takes about a second. The session's database must be one in which anything may be made. */
export async function measurePace(session: SqlSession): Promise<KnownPace> {
  const run = (text: Sql) => session.run(text);
  const took = async (text: Sql): Promise<number> => {
    const start = performance.now();
    await run(text);
    return (performance.now() - start) * 1e6;
  };
  await run(sql`create schema ${SCHEMA}`);
  try {
    await run(sql`set search_path = ${SCHEMA}`);
    await run(sql`create table narrow as ${rows(NARROW, 4)}; create table wide as ${rows(WIDE, 500)};
      create table many as select id from narrow; create unique index on many (id);
      create table few as select a from narrow group by a; create unique index on few (a); analyze`);
    const [sizes] = await run(
      sql`select pg_catalog.pg_relation_size('narrow') as narrow, pg_catalog.pg_relation_size('wide') as wide`,
    );
    const bytes = { narrow: Number(sizes?.rows[0]?.narrow), wide: Number(sizes?.rows[0]?.wide) };
    await run(sql`select count(*) from narrow; select count(*) from wide`);
    const read = perRowAndByte(
      {
        narrow: await took(sql`alter table narrow add check (a >= 0)`),
        wide: await took(sql`alter table wide add check (a >= 0)`),
      },
      bytes,
    );
    const write = perRowAndByte(
      {
        narrow: await took(sql`alter table narrow alter column a type bigint`),
        wide: await took(sql`alter table wide alter column a type bigint`),
      },
      bytes,
    );
    const scanned = read.row * NARROW + read.byte * bytes.narrow;
    const doublings = NARROW * Math.log2(NARROW);
    const sorted = async (column: Sql) =>
      Math.max(1, (await took(sql`create index on narrow (${column})`)) - scanned) / doublings;
    const sortText = await sorted(sql`t`);
    const sortNumber = await sorted(sql`a`);
    const checked = async (key: Sql) =>
      Math.max(1, (await took(sql`alter table narrow add foreign key ${key}`)) - scanned) / NARROW;
    const lookUpFew = await checked(sql`(a) references few (a)`);
    const lookUp = await checked(sql`(id) references many (id)`);
    await run(
      sql`drop index narrow_t_idx; alter table narrow drop constraint narrow_a_fkey, drop constraint narrow_id_fkey`,
    );
    return {
      readRow: read.row,
      // The tables that are measured are in the server's own memory; larger ones are copied into it.
      readByte: Math.max(read.byte, COPIED_BYTE),
      writeRow: write.row,
      writeByte: write.byte,
      sortNumber,
      sortText,
      updateRow: (await took(sql`update narrow set a = a + 1`)) / NARROW,
      lookUp,
      lookUpFew,
      call: (await took(sql`select count(pg_catalog.md5(pg_catalog.random()::text)) from narrow`)) / NARROW,
    };
  } finally {
    await run(sql`reset search_path; drop schema ${SCHEMA} cascade`);
  }
}

const COPIED_BYTE = 0.3;

const SCHEMA = sql`godwit_pace`;

function rows(count: number, width: number): Sql {
  return sql`select n as id, n * 7919 % 1000 as a, pg_catalog.md5(n::text) || pg_catalog.repeat('x', ${literal(width)}) as t,
    pg_catalog.now() as at from pg_catalog.generate_series(1, ${literal(count)}) n`;
}

interface Two {
  readonly narrow: number;
  readonly wide: number;
}

/** Two tables, two unknowns; noise must not make one of them negative. */
function perRowAndByte(took: Two, bytes: Two): { readonly row: number; readonly byte: number } {
  const ratio = WIDE / NARROW;
  const byte = Math.max(0, (took.wide - took.narrow * ratio) / (bytes.wide - bytes.narrow * ratio));
  const row = (took.narrow - byte * bytes.narrow) / NARROW;
  return row > 0 ? { row, byte } : { row: took.narrow / NARROW, byte: 0 };
}
