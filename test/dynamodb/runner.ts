// A process of its own that applies one migration: `runner.ts ENDPOINT TABLE [hang]`; tests kill it.

import { dynamo } from "../../src/core/module-dynamo.ts";
import { dynamoDriver } from "../../src/drivers/dynamodb.ts";
import { dynamoEngine } from "../../src/dynamodb/engine.ts";
import { anyRun } from "../contracts/contract-store.ts";
import { apply } from "./apply.ts";
import { moduleScript } from "./scripts.ts";

const [endpoint = "", table = "", hang] = process.argv.slice(2);

const addLimits = dynamo({
  async up(ctx) {
    const limits = ctx.config<{ teams?: number; runs: number }>("CONFIG", "LIMITS");
    // Counts the runs: what is done twice shows.
    await limits.update((item) => ({ ...item, runs: item.runs + 1 }));
    process.stdout.write("half\n");
    // A process that is killed here has written one of two items.
    if (hang) await new Promise((resolve) => setTimeout(resolve, 60_000));
    await ctx.put({ PK: "CONFIG", SK: "SECOND", done: true });
  },
});

const done = await apply({
  engine: dynamoEngine({ driver: dynamoDriver({ endpoint }), table }),
  run: anyRun(`process ${process.pid}`),
  version: "007",
  name: "007_add_limits",
  script: moduleScript("007_add_limits.ts", addLimits),
});
process.stdout.write(done ? "applied\n" : "nothing to do\n");
