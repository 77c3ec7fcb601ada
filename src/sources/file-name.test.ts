import fc from "fast-check";
import { expect, test } from "vitest";
import { isSnakeCase, parseFileName } from "./file-name.ts";

test.each([
  ["001_add_users.sql", "up", "001", "001_add_users", "plain"],
  ["001.sql", "up", "001", "001", "plain"],
  ["7_x.SQL", "up", "7", "7_x", "plain"],
  ["001-foo.sql", "up", "001", "001-foo", "plain"],
  ["001_Foo Bar.sql", "up", "001", "001_Foo Bar", "plain"],
  ["001 o'brien's \"größe\".sql", "up", "001", "001 o'brien's \"größe\"", "plain"],
  ["001-2fa.sql", "up", "001", "001-2fa", "plain"],
  ["0002_1.7.0_schema.up.sql", "up", "0002", "0002_1.7.0_schema", "pair"],
  ["1510262030_initial.up.sql", "up", "1510262030", "1510262030_initial", "pair"],
  ["1510262030_initial.down.sql", "down", "1510262030", "1510262030_initial", "pair"],
  ["001_add_users_rollback.sql", "down", "001", "001_add_users", "plain"],
  ["001_rollback.sql", "down", "001", "001", "plain"],
  ["001_add_users_verify.sql", "verify", "001", "001_add_users", "plain"],
  ["2018-07-10-061642_create_x.sql", "up", "20180710061642", "2018-07-10-061642_create_x", "plain"],
  ["2018-07-10_create_x.up.sql", "up", "20180710", "2018-07-10_create_x", "pair"],
  [
    "20191100000001000000_identities.up.sql",
    "up",
    "20191100000001000000",
    "20191100000001000000_identities",
    "pair",
  ],
])("%s is the %s of version %s", (file, role, version, name, form) => {
  expect(parseFileName(file)).toEqual({ role, version, name, form, language: "sql" });
});

test.each(["001_x.ts", "001_x.mts", "001_x.js", "001_x.mjs"])("%s is a module", (file) => {
  expect(parseFileName(file)).toMatchObject({
    role: "up",
    version: "001",
    name: "001_x",
    language: "module",
  });
});

test.each([
  "README.md",
  ".gitkeep",
  ".template.sql",
  ".001_x.sql.swp",
  "001_x.sql~",
  "001_x.sql.bak",
  "001_x.sql.orig",
  "#001_x.sql#",
  "001_x.d.ts",
  "001_x.d.mts",
  "001_x.test.ts",
  "001_x.spec.js",
  "001_x.js.map",
  "SUITE.json",
  "database.ts",
])("%s is left alone", (file) => {
  expect(parseFileName(file)).toEqual({ role: "other" });
});

test.each([
  ["add_users.sql", "no-version"],
  ["V1__x.sql", "no-version"],
  ["V0001.Initial.up.sql", "no-version"],
  ["R__views.sql", "no-version"],
  ["schema.sql", "no-version"],
  ["001_x.txt", "extension"],
  ["001_x.cjs", "extension"],
  ["001_x", "extension"],
])("%s is noted: %s", (file, why) => {
  expect(parseFileName(file)).toEqual({ role: "stray", why });
});

test.each([
  ["1.2_x.sql", /more than one way/],
  ["001-2_x.sql", /more than one way/],
  ["20240101-1200.sql", /more than one way/],
  ["2018-13-10-061642_x.sql", /more than one way/],
  ["001_x.up.ts", /one file/],
  ["001_x_rollback.ts", /one file/],
  ["001_a\nb.sql", /invisible/],
  ["001_\u202Elqs.exe.sql", /invisible/],
  ["001_\u200Bx.sql", /invisible/],
])("%j is refused", (file, message) => {
  expect(parseFileName(file)).toMatchObject({ role: "wrong", message: expect.stringMatching(message) });
});

const label = fc
  .stringMatching(/^[a-z][a-z0-9]{0,8}(_[a-z0-9]{1,8}){0,3}$/)
  .filter((text) => !/_(rollback|verify)$/.test(text));
const digits = fc.stringMatching(/^[0-9]{1,40}$/);

test("whatever `new` may write is read back", () => {
  fc.assert(
    fc.property(digits, label, (version, name) => {
      const expected = { version, name: `${version}_${name}`, language: "sql" };
      expect(parseFileName(`${version}_${name}.sql`)).toEqual({ ...expected, role: "up", form: "plain" });
      expect(parseFileName(`${version}_${name}_rollback.sql`)).toEqual({
        ...expected,
        role: "down",
        form: "plain",
      });
      expect(parseFileName(`${version}_${name}.up.sql`)).toEqual({ ...expected, role: "up", form: "pair" });
      expect(parseFileName(`${version}_${name}.down.sql`)).toEqual({
        ...expected,
        role: "down",
        form: "pair",
      });
      expect(isSnakeCase(expected.name)).toBe(true);
    }),
  );
});

test("any name at all gets an answer, and a version is digits and nothing else", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string(),
    fc.tuple(digits, fc.string({ unit: "binary" })).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(hostile, fc.constantFrom("", ".sql", ".ts", ".up.sql", "_rollback.sql"), (name, ending) => {
      const parsed = parseFileName(name + ending);
      if ("version" in parsed) expect(parsed.version).toMatch(/^[0-9]+$/);
    }),
    { numRuns: 500 },
  );
});

test.each(["001", "001_Add", "001-add", "001_add__x", "001_größe", "2018-07-10_x"])(
  "%s breaks the style",
  (name) => {
    expect(isSnakeCase(name)).toBe(false);
  },
);
