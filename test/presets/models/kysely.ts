// Kysely's persons and pets: three more migrations.
import type { Model } from "./model.ts";

const MIGRATIONS: readonly (readonly [name: string, up: string])[] = [
  [
    "2026-01-01_person.ts",
    `await db.schema.createTable("person")
    .addColumn("id", "integer", (col) => col.primaryKey().generatedAlwaysAsIdentity())
    .addColumn("first_name", "varchar(255)", (col) => col.notNull())
    .addColumn("gender", "varchar(50)", (col) => col.notNull())
    .addColumn("created_at", "timestamp", (col) => col.notNull().defaultTo(sql\`now()\`))
    .execute();`,
  ],
  [
    "2026-02-01_last_name.ts",
    `await db.schema.alterTable("person").addColumn("last_name", "text").execute();
  await db.schema.createIndex("person_last_name").on("person").column("last_name").execute();`,
  ],
  [
    "2026-03-01_pet.mts",
    `await db.schema.createType("species").asEnum(["dog", "cat"]).execute();
  await db.schema.createTable("pet")
    .addColumn("id", "serial", (col) => col.primaryKey())
    .addColumn("name", "text", (col) => col.notNull().unique())
    .addColumn("owner_id", "integer", (col) => col.references("person.id").onDelete("cascade").notNull())
    .addColumn("species", sql\`species\`, (col) => col.notNull())
    .execute();`,
  ],
  [
    "2026-04-01_gender.ts",
    `await db.schema.alterTable("person").alterColumn("gender", (col) => col.dropNotNull()).execute();
  await db.schema.alterTable("person").renameColumn("first_name", "given_name").execute();
  await db.schema.alterTable("pet").addCheckConstraint("named", sql\`name <> ''\`).execute();`,
  ],
];

export const kysely: Model = {
  preset: "kysely",
  packages: ["kysely@0.28.18", "pg@8.23.1"],
  path: "db",
  files: (step) =>
    Object.fromEntries(
      MIGRATIONS.slice(0, step + 1).map(([name, up]) => [
        `db/${name}`,
        `import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  ${up}
}
`,
      ]),
    ),
};
