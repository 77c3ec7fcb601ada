// knex's users and accounts: three more migrations.
import type { Model } from "./model.ts";

const MIGRATIONS: readonly (readonly [name: string, up: string])[] = [
  [
    "20260101_users.ts",
    `await knex.schema.createTable("users", (table) => {
    table.increments("id");
    table.string("user_name").notNullable();
    table.timestamps(true, true);
  });`,
  ],
  [
    "20260201_email.js",
    `await knex.schema.alterTable("users", (table) => {
    table.string("email", 100).unique();
    table.index(["user_name"], "users_by_name");
  });`,
  ],
  [
    "20260301_accounts.ts",
    `await knex.schema.createTable("accounts", (table) => {
    table.uuid("id").primary().defaultTo(knex.fn.uuid());
    table.integer("user_id").unsigned().notNullable().references("users.id").onDelete("CASCADE");
    table.enu("state", ["open", "closed"]).notNullable().defaultTo("open");
    table.jsonb("settings");
  });`,
  ],
  [
    "20260401_state.ts",
    `await knex.schema.alterTable("accounts", (table) => { table.decimal("balance", 12, 2).notNullable().defaultTo(0); });
  await knex.schema.alterTable("users", (table) => { table.text("user_name").alter(); });
  await knex.raw("create view open_accounts as select id, balance from accounts where state = 'open'");`,
  ],
];

export const knex: Model = {
  preset: "knex",
  packages: ["knex@3.3.0", "pg@8.23.1"],
  files: (step) => ({
    "knexfile.ts": `
const config = {
  development: { client: "pg", connection: "postgres://nobody@db.invalid/app", migrations: { directory: "./db", tableName: "knex_history" } },
};

export default config;
`,
    ...Object.fromEntries(
      MIGRATIONS.slice(0, step + 1).map(([name, up]) => [
        `db/${name}`,
        `export async function up(knex${name.endsWith(".ts") ? ": any" : ""}) {\n  ${up}\n}\n\nexport async function down() {}\n`,
      ]),
    ),
  }),
};
