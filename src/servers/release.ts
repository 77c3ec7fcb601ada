// Ends the use of a kept server by closing the connection that stands for it.
import type { Socket } from "node:net";

/** May be called more than once. */
export function releaser(connection: Socket): () => Promise<void> {
  return () =>
    new Promise((resolve) => {
      if (connection.destroyed) return resolve();
      connection.once("close", () => resolve());
      connection.destroy();
    });
}
