import fc from "fast-check";
import { expect, test } from "vitest";
import { failureOf } from "../../test/support/failure-of.ts";
import { isSnakeCase } from "./file-name.ts";
import { snakeCase } from "./snake-case.ts";

test.each([
  ["add users", "add_users"],
  ["Add Users!", "add_users"],
  ["addUserTable", "add_user_table"],
  ["ADDUsersTABLE", "add_users_table"],
  ["add-users.sql", "add_users"],
  ["add users' größe", "add_users_grosse"],
  ["Crème brûlée", "creme_brulee"],
  ["../../etc/passwd", "etc_passwd"],
  ["добавить пользователей", "добавить_пользователей"],
  ["й", "й"],
  ["ユーザーを追加", "ユーザーを追加"],
  ["हिन्दी", "हिन्दी"],
  ["한국어", "한국어"],
  ["2fa", "2fa"],
  ["emoji 🎉 party", "emoji_party"],
])("%j becomes %s", (name, expected) => {
  expect(snakeCase(name)).toBe(expected);
});

test.each(["", "  ", "🎉", "--", "a rollback", "x_verify", "ж".repeat(101), "字".repeat(70)])(
  "%j is refused",
  async (name) => {
    expect((await failureOf(() => snakeCase(name))).code).toBe("USAGE");
  },
);

test("any ASCII name becomes one that breaks no style, and stays as it is the second time", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ -~]*[a-z][ -~]*$/), (name) => {
      fc.pre(!/[^a-z0-9](rollback|verify)[^a-z0-9]*$|Rollback|Verify/i.test(name) && name.length < 200);
      const snake = snakeCase(name);
      expect(isSnakeCase(`001_${snake}`)).toBe(true);
      expect(snakeCase(snake)).toBe(snake);
    }),
  );
});
