import { describe, expect, it } from "vitest";
import { type Fact, keyOf, makeFact, type Schema, type Value } from "../core/fact.ts";
import { entitiesOf, entityDifference } from "./entities.ts";
import { mermaidOf } from "./mermaid.ts";

const table = (name: string, options: Value = []): Fact =>
  makeFact({ kind: "table", path: ["app", name] }, [], { options });
const column = (on: string, name: string, { type = "bigint", notNull = false, position = 1 } = {}): Fact => ({
  ...makeFact({ kind: "column", path: ["app", on, name] }, [keyOf("table", ["app", on])], { type, notNull }),
  position,
});
const constraint = (on: string, name: string, type: string, definition: string): Fact =>
  makeFact({ kind: "constraint", path: ["app", on, name] }, [keyOf("table", ["app", on])], {
    type,
    definition,
  });
const schemaOf = (...facts: readonly Fact[]): Schema => new Map(facts.map((fact) => [fact.key, fact]));

const users = [
  table("users"),
  column("users", "id", { notNull: true }),
  constraint("users", "pk", "primary key", "PRIMARY KEY (id)"),
];
const orders = [
  table("orders"),
  column("orders", "note", { type: 'app."odd <type>"', position: 2 }),
  column("orders", "user id", { notNull: true }),
  constraint("orders", "fk", "foreign key", 'FOREIGN KEY ("user id") REFERENCES app.users(id)'),
];

describe("entities", () => {
  it("have columns in their order, keys, and relations with how many", () => {
    const { entities, relations } = entitiesOf(schemaOf(...orders, ...users));
    expect(entities.map(({ name, columns }) => [name, columns.map((one) => [one.name, one.keys])])).toEqual([
      [
        "orders",
        [
          ["user id", ["FK"]],
          ["note", []],
        ],
      ],
      ["users", [["id", ["PK"]]]],
    ]);
    expect(relations).toEqual([
      {
        name: "fk",
        from: "table app.orders",
        to: "table app.users",
        columns: ["user id"],
        one: false,
        optional: false,
      },
    ]);
  });

  it("know a reference that is one to one by the key of the same columns", () => {
    const unique = constraint("orders", "u", "unique", 'UNIQUE ("user id")');
    expect(entitiesOf(schemaOf(...orders, ...users, unique)).relations[0]?.one).toBe(true);
    const wider = constraint("orders", "u", "unique", 'UNIQUE ("user id", note)');
    expect(entitiesOf(schemaOf(...orders, ...users, wider)).relations[0]?.one).toBe(false);
  });

  it("leave out partitions", () => {
    const partition = makeFact({ kind: "partition", path: ["app", "orders"] }, [], {});
    expect(entitiesOf(schemaOf(...orders, partition)).entities).toEqual([]);
  });

  it("say what differs, of tables, columns and relations", () => {
    const changed = [
      ...users.slice(0, 1),
      column("users", "id", { type: "integer", notNull: true }),
      column("users", "at"),
    ];
    const { entities, relations } = entityDifference(
      schemaOf(...orders, ...users),
      schemaOf(...changed, table("more")),
    );
    expect(entities.map(({ name, mark }) => [name, mark])).toEqual([
      ["more", "added"],
      ["orders", "removed"],
      ["users", "changed"],
    ]);
    const columns = entities[2]?.columns.map(({ name, type, mark }) => [name, type, mark]);
    expect(columns).toEqual([
      ["id", "bigint → integer", "changed"],
      ["at", "bigint", "added"],
    ]);
    expect(relations.map(({ mark }) => mark)).toEqual(["removed"]);
  });
});

describe("Mermaid", () => {
  it("gets names that it takes, and the real ones beside them", () => {
    expect(mermaidOf(entitiesOf(schemaOf(...orders, ...users)))).toBe(`erDiagram
  e1["app.orders"] {
    bigint user_id FK "user id; not null"
    app__odd__type__ note "app.'odd <type>'"
  }
  e2["app.users"] {
    bigint id PK "not null"
  }
  e2 ||--o{ e1 : "fk"
`);
  });
});
