// What PostgreSQL's schemas need of a planner: its kinds.
import type { Schema } from "../core/fact.ts";
import { plan } from "../core/plan.ts";
import type { PlanOptions, SchemaEngine, SchemaPlan } from "../core/schema-database.ts";
import { homeOf } from "./home.ts";
import { KINDS } from "./kinds.ts";
import { type KnownPace, USUAL_PACE } from "./pace.ts";
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
  async estimator(schema, pace) {
    const [{ estimate }, { loadGrammar }] = await Promise.all([
      import("./estimate.ts"),
      import("./parse/grammar.ts"),
    ]);
    await loadGrammar();
    // Only ours are handed about.
    const known = (pace as KnownPace | null) ?? USUAL_PACE;
    return (step) => estimate(step, { schema, pace: known });
  },
};
