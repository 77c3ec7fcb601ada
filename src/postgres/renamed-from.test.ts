import { expect, test } from "vitest";
import { readDocument } from "./parse/document.ts";
import { renamedFrom } from "./renamed-from.ts";

async function wishes(text: string) {
  const { statements } = await readDocument({ bytes: Buffer.from(text), file: "s.sql", placeholders: {} });
  const cut = statements.map((one) => ({ text: one.text, offset: text.indexOf(one.text) }));
  return (await renamedFrom(text, { statements: cut, file: "s.sql" })).map(({ from, to, origin }) => [
    from.join("."),
    to.join("."),
    origin,
  ]);
}

test("a note above a definition, or behind it, is about that definition", async () => {
  const text = `-- godwit:renamed-from people
create table app.users (
  id integer, -- naïve
  -- godwit:renamed-from mail
  email text,
  phone text, -- godwit:renamed-from "Tel"
  constraint email_given check (email is not null) -- godwit:renamed-from mail_given
);
-- godwit:renamed-from old_idx
create index new_idx on app.users (email);
`;
  expect(await wishes(text)).toEqual([
    ["app.people", "app.users", "s.sql:1"],
    ["app.users.mail", "app.users.email", "s.sql:4"],
    ["app.users.Tel", "app.users.phone", "s.sql:6"],
    ["app.users.mail_given", "app.users.email_given", "s.sql:7"],
    ["app.old_idx", "app.new_idx", "s.sql:9"],
  ]);
});

test("a note about nothing is no wish", async () => {
  expect(await wishes("create table t (a integer);\n-- godwit:renamed-from x\n")).toEqual([]);
});

test.each([
  ["create type mood as enum ('a')", "mood"],
  ["create view v as select 1 as a", "v"],
  ["create materialized view m as select 1 as a", "m"],
  ["create sequence s", "s"],
  ["create domain d as text", "d"],
  ["create schema z", "z"],
  ["create function f() returns int language sql as 'select 1'", "f"],
])("%s", async (statement, made) => {
  expect(await wishes(`-- godwit:renamed-from older\n${statement};`)).toEqual([["older", made, "s.sql:1"]]);
});
