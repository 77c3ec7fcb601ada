// Finds a free port on the loopback address, the same one as last time where possible.
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { GodwitError } from "../core/errors.ts";

/** Below the ports that systems hand out to outgoing connections, so that a kept port stays free. */
const LOWEST = 20_000;
const HIGHEST = 29_999;
const TRIES = 50;

export async function freePort(preferred: number | null): Promise<number> {
  if (preferred !== null && (await isFree(preferred))) return preferred;
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(LOWEST, HIGHEST + 1);
    if (await isFree(port)) return port;
  }
  throw new GodwitError("SERVER_START", `no free port between ${LOWEST} and ${HIGHEST} on 127.0.0.1`, {
    hint: "see which programs listen on so many ports, then run the command again",
  });
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
