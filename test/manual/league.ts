// What the reader of the page about DynamoDB has already: a table in the embedded emulator, with one item in it.
import { join } from "node:path";
import { resetDynamodb, useDynamodb } from "../../src/servers/embedded-dynamodb.ts";
import { application, createTable } from "../dynamodb/tables.ts";
import { root } from "../support/root.ts";

export async function makeLeague(shop: string): Promise<() => Promise<void>> {
  const folder = join(shop, ".godwit", "dynamodb");
  const server = await useDynamodb({ folder, from: root });
  await createTable(server.endpoint, "league");
  const app = await application(server.endpoint, "league");
  await app.put({ PK: "CONFIG", SK: "PERMISSION_MATRIX", permissions: { edit_team: { roles: ["admin"] } } });
  await app.close();
  // Held until then, or it would be started anew for each command.
  return async () => {
    await server.release();
    await resetDynamodb(folder);
  };
}
