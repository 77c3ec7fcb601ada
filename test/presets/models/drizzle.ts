// Drizzle's countries and cities, changed three times.
import type { Model } from "./model.ts";

export const drizzle: Model = {
  preset: "drizzle",
  packages: ["drizzle-orm@0.45.4", "drizzle-kit@0.31.11"],
  path: "src/schema.ts",
  files: (step) => ({
    "src/schema.ts": `
import { boolean, index, integer, pgEnum, pgTable, serial, text, timestamp, uniqueIndex, varchar } from "drizzle-orm/pg-core";

export const popularity = pgEnum("popularity", ["unknown", "known", "popular"${step >= 3 ? ', "crowded"' : ""}]);

export const countries = pgTable("countries", {
  id: serial("id").primaryKey(),
  name: varchar("name", { length: ${step >= 3 ? 512 : 256} }),
  ${step >= 1 ? 'isoCode: varchar("iso_code", { length: 2 }).notNull().default("??"),' : ""}
}, (table) => [uniqueIndex("name_idx").on(table.name)]);

export const cities = pgTable("cities", {
  id: serial("id").primaryKey(),
  name: varchar("name", { length: 256 }),
  countryId: integer("country_id").references(() => countries.id),
  popularity: popularity("popularity")${step >= 3 ? '.default("crowded")' : ""},
}, (table) => [${step >= 1 ? 'index("cities_country").on(table.countryId)' : ""}]);
${
  step >= 2
    ? `
export const visits = pgTable("visits", {
  cityId: integer("city_id").notNull().references(() => cities.id, { onDelete: "cascade" }),
  at: timestamp("at", { withTimezone: true }).notNull().defaultNow(),
  note: text("note"),
  again: boolean("again").notNull().default(false),
});`
    : ""
}
`,
  }),
};
