import { expect, test } from "vitest";
import type { Change } from "../core/diff.ts";
import { makeFact } from "../core/fact.ts";
import { proposedName } from "./proposed-name.ts";

type Spec = readonly [sign: "+" | "-" | "~", kind: string, path: string, needs?: string];

function changes(...specs: readonly Spec[]): Change[] {
  return specs.map(([sign, kind, path, needs]) => {
    const fact = makeFact({ kind, path: path.split(".") }, needs ? [needs] : [], {});
    if (sign === "+") return { type: "create", to: fact };
    if (sign === "-") return { type: "drop", from: fact };
    return { type: "alter", from: fact, to: fact, attributes: ["type"] };
  });
}

test.each<[string, ...Spec[]]>([
  ["create_users", ["+", "table", "public.users"], ["+", "column", "public.users.id"]],
  [
    "create_users",
    ["+", "table", "public.users"],
    ["+", "comment", "table.public.users"],
    ["+", "index", "public.users_id_idx", "table public.users"],
  ],
  ["drop_users", ["-", "table", "public.users"], ["-", "constraint", "public.users.users_pkey"]],
  ["add_users_email", ["+", "column", "public.users.email"], ["+", "comment", "column.public.users.email"]],
  ["add_users_email_and_phone", ["+", "column", "public.users.email"], ["+", "column", "public.users.phone"]],
  ["change_users_email", ["~", "column", "public.users.email"]],
  ["add_users_email_idx", ["+", "index", "public.users_email_idx", "table public.users"]],
  ["create_orders_and_users", ["+", "table", "public.orders"], ["+", "table", "public.users"]],
  [
    "change_orders_and_2_more",
    ["-", "table", "public.x"],
    ["+", "table", "public.orders"],
    ["~", "enum", "public.e"],
  ],
  ["add_comment_on_users", ["+", "comment", "table.public.users"]],
  ["add_users_verifys", ["+", "column", "public.users.verify"]],
  ["create_shop", ["+", "schema", "shop"]],
])("%s", (name, ...specs) => {
  expect(proposedName(changes(...specs))).toBe(name);
});

test("a rename names both names, and a long name is cut", () => {
  const from = makeFact({ kind: "column", path: ["public", "users", "mail"] }, [], { name: "mail" });
  const to = makeFact({ kind: "column", path: ["public", "users", "email"] }, [], { name: "email" });
  expect(proposedName([{ type: "alter", from, to, attributes: ["name"] }])).toBe("rename_mail_to_email");
  const long = makeFact({ kind: "table", path: ["public", "x".repeat(63)] }, [], {});
  expect(proposedName([{ type: "create", to: long }])).toHaveLength(60);
});
