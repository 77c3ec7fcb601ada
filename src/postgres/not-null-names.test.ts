import { expect, test } from "vitest";
import { type Fact, makeFact, type Schema } from "../core/fact.ts";
import { NotNullNames } from "./not-null-names.ts";

const column = (path: string[], needs: string[] = []): Fact =>
  makeFact({ kind: "column", path }, needs, { notNull: true });
const table = makeFact({ kind: "table", path: ["public", "users"] }, [], {});
const mail = column(["public", "users", "mail"]);

function schemaOf(...facts: readonly Fact[]): Schema {
  return new Map(facts.map((fact) => [fact.key, fact]));
}

function followed(schema: Schema, renames: readonly (readonly [Fact, string])[]): string[] {
  const names = new NotNullNames(schema);
  return renames.flatMap(([fact, to]) => names.follow(fact, to).map(({ op }) => op.text));
}

test("names follow a table and then its column", () => {
  const later = { ...mail, id: { kind: "column", path: ["public", "people", "mail"] } };
  expect(
    followed(schemaOf(table, mail), [
      [table, "people"],
      [later, "email"],
    ]),
  ).toEqual([
    "alter table public.people rename constraint users_mail_not_null to people_mail_not_null",
    "alter table public.people rename constraint people_mail_not_null to people_email_not_null",
  ]);
});

test("a name of its own, one of a parent and one that is too long stay", () => {
  const named = makeFact({ kind: "constraint", path: ["public", "users", "given"] }, [mail.key], {
    type: "not null",
  });
  expect(followed(schemaOf(table, mail, named), [[mail, "email"]])).toEqual([]);
  const child = column(["public", "child", "mail"], [mail.key]);
  expect(followed(schemaOf(mail, child), [[child, "email"]])).toEqual([]);
  expect(followed(schemaOf(mail), [[mail, "m".repeat(60)]])).toEqual([]);
});
