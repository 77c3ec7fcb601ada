// What PostgreSQL's schemas need of a planner: its kinds.
import type { Schema } from "../core/fact.ts";
import { plan } from "../core/plan.ts";
import type { PlanOptions, SchemaEngine, SchemaPlan } from "../core/schema-database.ts";
import { homeOf } from "./home.ts";
import { KINDS } from "./kinds.ts";
import { renameSteps } from "./rename.ts";
import { writeSchema, writtenSchema } from "./write-schema.ts";

export const postgresSchemas: SchemaEngine = {
  plan(from: Schema, to: Schema, { major, hasRows }: PlanOptions): SchemaPlan {
    return plan(from, to, { kinds: KINDS, render: ({ text }) => text, major, hasRows });
  },
  // The parser is heavy, and most commands never need it.
  touched: async (text) => (await import("./touched.ts")).touchedBy(text),
  rename: renameSteps,
  write: writeSchema,
  written: writtenSchema,
  home: homeOf,
};
