// The keeper: a small process of its own that holds one server for all who use it, and ends with the last of them.
import { createServer, type Socket } from "node:net";
import { readClaim, takeClaim } from "./claim.ts";
import { dial } from "./dial.ts";
import { dynamodbServer } from "./dynamodb-server.ts";
import { type Keep, keep } from "./keep.ts";
import type { Kind } from "./keeper-client.ts";
import { postgresServer } from "./postgres-server.ts";
import { newSocketPath, removeSocketPath } from "./socket-folder.ts";

const KINDS: Readonly<Record<Kind, (folder: string) => Keep>> = {
  postgres: (folder) => keep(postgresServer(folder)),
  dynamodb: (folder) => keep(dynamodbServer(folder)),
};

await main(process.argv[2] as Kind, process.argv[3] ?? "");

/** Ends by having nothing left to do. Without the claim that is at once: then another keeper is there already. */
async function main(kind: Kind, folder: string): Promise<void> {
  const path = newSocketPath();
  const sockets = new Set<Socket>();
  let kept: Keep | null = null;
  // It listens before it claims, so that a claim whose socket is silent always means a dead keeper.
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    kept?.serve(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  try {
    if (!(await elect(folder, path))) return;
    kept = KINDS[kind](folder);
    const { close, done } = kept;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void close());
    await done;
  } finally {
    removeSocketPath(path);
    server.close();
    // Answers on their way are still sent.
    setImmediate(() => {
      for (const socket of sockets) socket.destroySoon();
    });
  }
}

/** True when this process is the keeper now. */
async function elect(folder: string, socket: string): Promise<boolean> {
  for (;;) {
    const current = readClaim(folder);
    const holder = await dial(folder, current);
    if (holder !== null) {
      holder.destroy();
      return false;
    }
    if (takeClaim(folder, current, { pid: process.pid, socket })) {
      if (current !== null) removeSocketPath(current.socket);
      return true;
    }
  }
}
