import { expect, test } from "vitest";
import { failureOf } from "../../test/support/failure-of.ts";
import {
  asModuleMigration,
  isModuleMigration,
  type MigrationOptions,
  migration,
} from "./module-migration.ts";

const nothing = async () => {};

test("what migration() makes is known by its mark, in every copy of Godwit", () => {
  const made = migration({ up: nothing, down: nothing, transaction: "none" });
  expect(made).toMatchObject({ up: nothing, down: nothing, transaction: "none" });
  expect(isModuleMigration(made)).toBe(true);
  expect(asModuleMigration(made, "001_x.ts")).toBe(made);
  expect(isModuleMigration({ up: nothing, [Symbol.for("godwit.migration")]: true })).toBe(true);
});

test.each([[undefined], [null], ["x"], [{ up: nothing }], [nothing], [[]]])(
  "%o is no migration",
  async (value) => {
    expect(await failureOf(() => asModuleMigration(value, "001_x.ts"))).toMatchObject({
      code: "MODULE_INVALID",
      message: "the default export of 001_x.ts was not made by migration()",
      hint: "export default migration({ up, down })",
      at: { file: "001_x.ts" },
    });
  },
);

test.each([
  [undefined, "migration() takes an object", "write { up, down }"],
  [{}, "migration() needs a function `up`", "write async up({ sql }) { … }"],
  [{ up: nothing, dwon: nothing }, "migration() does not know `dwon`", "write down"],
  [
    { up: nothing, down: "drop table x" },
    "migration() has a `down` that is not a function",
    "write async down({ sql }) { … }",
  ],
  [
    { up: nothing, transaction: "each" },
    "migration() knows no transaction but `none`",
    'write transaction: "none", or leave it out',
  ],
])("%o is refused", async (options, message, hint) => {
  const failure = await failureOf(() => migration(options as unknown as MigrationOptions));
  expect(failure).toMatchObject({ code: "MODULE_INVALID", message, hint });
});

test("the context's sql takes parameters and fragments, and refuses what cannot be bound", () => {
  migration({
    async up({ sql, log, signal }) {
      const [row] = await sql<{
        readonly id: number;
      }>`select id from ${sql.name("app", "users")} where a = ${1}`;
      await sql`alter table t alter c set default ${sql.literal("x")}`;
      // @ts-expect-error A plain string is not a statement.
      await sql("drop table users");
      // @ts-expect-error A function cannot be bound.
      await sql`select ${() => 1}`;
      log(String(row?.id));
      signal.throwIfAborted();
    },
  });
});
