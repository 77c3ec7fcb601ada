// Connects to the keeper that holds a claim, or finds out that it is dead.
import { createConnection, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { belongsToAnother, type Claim, isDenied } from "./claim.ts";

/** Null when the claim's holder is dead: the system closes a process's sockets however it dies. */
export async function dial(folder: string, claim: Claim | null): Promise<Socket | null> {
  if (claim === null || claim.socket === "") return null;
  for (;;) {
    const outcome = await connect(claim.socket);
    if (!(outcome instanceof Error)) return outcome;
    if (isDenied(outcome)) throw belongsToAnother(folder, outcome);
    // The queue of a living listener is full: many clients at once.
    if (outcome.code !== "EAGAIN") return null;
    await sleep(20);
  }
}

function connect(path: string): Promise<Socket | NodeJS.ErrnoException> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once("connect", () => {
      socket.removeAllListeners("error");
      // A keeper that is killed resets the connection; the end of it is all that matters.
      socket.on("error", () => socket.destroy());
      resolve(socket);
    });
    socket.once("error", resolve);
  });
}
