// A DynamoDB table on the emulator as the contract suites want it: every run with a line that can be cut.
import type { Database } from "../../src/core/engine.ts";
import { dynamoDriver } from "../../src/drivers/dynamodb.ts";
import { dynamoEngine } from "../../src/dynamodb/engine.ts";
import type { ContractStore } from "../contracts/contract-store.ts";
import { cutLine, line } from "./line.ts";
import { createTable } from "./tables.ts";

let stores = 0;

export async function dynamoStore(endpoint: string): Promise<ContractStore> {
  const table = `contract-${++stores}`;
  await createTable(endpoint, table);
  const cut = new Set<Database>();
  const opened: Database[] = [];
  return {
    async open(run, events = []) {
      const stopWhenCut = (): void => {
        if (cut.has(database)) throw cutLine();
      };
      const session = await dynamoDriver({ endpoint }).connect();
      const driver = {
        name: "dynamodb",
        connect: async () => line(session, { before: stopWhenCut, after: stopWhenCut }),
      };
      // A history table per store, so that suites do not see each other's.
      const engine = dynamoEngine({ driver, table, historyTable: `history-${table}` });
      const database: Database = await engine.open({ run, report: (event) => events.push(event) });
      opened.push(database);
      return database;
    },
    async kill(database) {
      cut.add(database);
    },
    async close() {
      for (const database of opened) {
        cut.add(database);
        await database.close();
      }
    },
  };
}
