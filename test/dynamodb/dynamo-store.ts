// A DynamoDB table on the emulator as the contract suites want it: every run with a line that can be cut.
import type { Database } from "../../src/core/engine.ts";
import { GodwitError } from "../../src/core/errors.ts";
import { dynamoDriver } from "../../src/drivers/dynamodb.ts";
import type { Call, DynamoSession, Outputs } from "../../src/dynamodb/call.ts";
import { dynamoEngine } from "../../src/dynamodb/engine.ts";
import type { ContractStore } from "../contracts/contract-store.ts";
import { createTable } from "./tables.ts";

let stores = 0;

export async function dynamoStore(endpoint: string): Promise<ContractStore> {
  const table = `contract-${++stores}`;
  await createTable(endpoint, table);
  const lines = new Map<Database, Line>();
  return {
    async open(run, events = []) {
      const line = cuttable(await dynamoDriver({ endpoint }).connect());
      const driver = { name: "dynamodb", connect: async () => line.session };
      // A history table per store, so that suites do not see each other's.
      const engine = dynamoEngine({ driver, table, historyTable: `history-${table}` });
      const database = await engine.open({ run, report: (event) => events.push(event) });
      lines.set(database, line);
      return database;
    },
    async kill(database) {
      lines.get(database)?.cut();
    },
    async close() {
      for (const [database, line] of lines) {
        line.cut();
        await database.close();
      }
    },
  };
}

interface Line {
  readonly session: DynamoSession;
  cut(): void;
}

function cuttable(session: DynamoSession): Line {
  let cut = false;
  const dead = (): GodwitError => new GodwitError("CONNECTION_LOST", "the line is cut");
  return {
    cut: () => {
      cut = true;
    },
    session: {
      host: session.host,
      region: session.region,
      close: () => session.close(),
      async run<C extends Call>(call: C): Promise<Outputs[C["command"]]> {
        if (cut) throw dead();
        const answer = await session.run(call);
        if (cut) throw dead();
        return answer;
      },
    },
  };
}
