// Connects to a keeper's socket, or finds out that nobody lives there.
import { createConnection, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { GodwitError } from "../core/errors.ts";

/** Null when its holder is dead: the system closes a process's sockets however it dies. */
export async function dial(path: string): Promise<Socket | null> {
  for (;;) {
    const outcome = await connect(path);
    if (typeof outcome !== "string") return outcome;
    // The queue of a living listener is full: many clients at once.
    if (outcome !== "EAGAIN") {
      if (outcome === "EACCES" || outcome === "EPERM") throw another(path);
      return null;
    }
    await sleep(20);
  }
}

function connect(path: string): Promise<Socket | string> {
  return new Promise((resolve) => {
    if (path === "") return resolve("ENOENT");
    const socket = createConnection(path);
    socket.once("connect", () => {
      socket.removeAllListeners("error");
      // A keeper that is killed resets the connection; the end of it is all that matters.
      socket.on("error", () => socket.destroy());
      resolve(socket);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "ENOENT"));
  });
}

function another(path: string): GodwitError {
  return new GodwitError("SERVER_START", `the embedded server is kept by another user (${path})`, {
    hint: "run the command as the user who started it, or let that one run `godwit db stop`",
  });
}
