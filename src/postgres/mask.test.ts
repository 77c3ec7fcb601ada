import { describe, expect, it } from "vitest";
import { maskError, maskSql } from "./mask.ts";

describe("maskSql", () => {
  it.each([
    "create role a login password 'hunter2'",
    "alter role a encrypted password E'hunter2'",
    "alter role a password $$hunter2$$",
    "alter role a password $x$hunter2$x$",
    "create user mapping for a server s options (user 'u', password 'hunter2')",
    "create subscription s connection 'host=h password=hunter2' publication p",
    "select dblink_connect('host=h password=hunter2 dbname=d')",
    "select 'postgresql://user:hunter2@host/db'",
  ])("%s", (text) => {
    const { text: masked, masked: changed } = maskSql(text);
    expect(masked).not.toContain("hunter2");
    expect(changed).toBe(true);
  });

  it("leaves other text alone", () => {
    const text = "alter table users add column password text; comment on column users.password is 'a hash'";
    expect(maskSql(text)).toEqual({ text, masked: false });
  });
});

describe("maskError", () => {
  it.each([
    ["Key (email)=(a@b.c) already exists.", "Key (email)=(***) already exists."],
    ["Failing row contains (1, secret, null).", "Failing row contains (***)."],
    ['invalid input syntax for type integer: "42x"', 'invalid input syntax for type integer: "***"'],
    ['relation "nope" does not exist', 'relation "nope" does not exist'],
  ])("%s", (text, expected) => {
    expect(maskError(text)).toBe(expected);
  });
});
