// Ruling 24: every catalogue column of every major is listed, is there, and is read as the list says.
import { describe, expect, inject, it } from "vitest";
import { attachedQueries } from "../../src/postgres/attached.ts";
import { KINDS } from "../../src/postgres/kinds.ts";
import { sharedServer, withClient } from "../support/database.ts";
import { CATALOGUES, type Catalogue } from "./columns.ts";

interface Listed {
  readonly name: string;
  readonly since: number;
  readonly until: number;
}

function listed(text = ""): Listed[] {
  return text
    .split(" ")
    .filter(Boolean)
    .map((item) => {
      const [, name = "", since = "12", until = "18"] = /^(\w+)(?::(\d+)-(\d+))?$/.exec(item) ?? [];
      return { name, since: Number(since), until: Number(until) };
    });
}

function columnsOf({ read, printed = {}, ignored = {} }: Catalogue, major: number): string[] {
  const texts = [read, ...Object.values(printed), ...Object.values(ignored)];
  return texts
    .flatMap(listed)
    .filter(isIn(major))
    .map(({ name }) => name);
}

function isIn(major: number) {
  return ({ since, until }: Listed) => since <= major && major <= until;
}

const ROWS = `select c.relname as catalogue, array_agg(a.attname::text) as columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = 'pg_catalog'::regnamespace and c.relkind = 'r' group by 1`;

describe.each(inject("majors"))("the catalogues of PostgreSQL %i", (major) => {
  it("have the columns that are listed, and no other", async () => {
    const { rows } = await withClient(await sharedServer(major), (client) => client.query(ROWS));
    const there = rows.flatMap(({ catalogue, columns }) =>
      columns.map((one: string) => `${catalogue}.${one}`),
    );
    const expected = Object.entries(CATALOGUES).flatMap(([catalogue, about]) =>
      columnsOf(about, major).map((one) => `${catalogue}.${one}`),
    );
    expect(there.length).toBeGreaterThan(400);
    expect(there.sort()).toEqual(expected.sort());
  });

  it("are read as the list says", () => {
    const queries = [
      ...KINDS.flatMap((kind) => kind.read({ major })?.text ?? []),
      ...attachedQueries().map(({ text }) => text),
    ];
    const words = new Set(queries.join("\n").match(/\w+/g));
    const missing = Object.entries(CATALOGUES).flatMap(([catalogue, { read, printed = {} }]) =>
      [
        ...listed(read)
          .filter(isIn(major))
          .map(({ name }) => name),
        ...Object.keys(printed),
      ]
        .filter((word) => !words.has(word))
        .map((word) => `${catalogue}: ${word}`),
    );
    expect(missing).toEqual([]);
  });
});
