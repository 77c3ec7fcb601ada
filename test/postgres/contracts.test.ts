// The contract suites of history and lock, run for PostgreSQL.
import pg from "pg";
import type { Database } from "../../src/core/engine.ts";
import { pgDriver } from "../../src/drivers/pg.ts";
import { PostgresEngine } from "../../src/postgres/engine.ts";
import { tablesOf } from "../../src/postgres/history.ts";
import type { ContractStore } from "../contracts/contract-store.ts";
import { historyContract } from "../contracts/history.ts";
import { lockContract } from "../contracts/lock.ts";
import { freshDatabase } from "../support/database.ts";

async function postgresStore(): Promise<ContractStore> {
  const fresh = await freshDatabase();
  const opened = new Map<Database, string>();
  return {
    async open(run, events = []) {
      const engine = new PostgresEngine({
        driver: async () => pgDriver({ url: fresh.url, env: {} }),
        tables: tablesOf({ schema: "public", table: "schema_migrations" }),
        role: undefined,
        lockTimeoutMs: 2_000,
        patienceMs: 5_000,
      });
      const database = await engine.open({ run, report: (event) => events.push(event) });
      opened.set(database, run.runId);
      return database;
    },
    async kill(database) {
      const client = new pg.Client(fresh.url);
      await client.connect();
      await client.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1",
        [`godwit/${opened.get(database)}`],
      );
      await client.end();
    },
    async close() {
      for (const database of opened.keys()) await database.close().catch(() => undefined);
      await fresh.drop();
    },
  };
}

historyContract("PostgreSQL", postgresStore);
lockContract("PostgreSQL", postgresStore);
