// Waits until a `pg` client is connected, and tells a server that is not there from one that is only slow.
import type pg from "pg";
import { DriverError } from "../core/driver-error.ts";

/** What a DriverError has for a code when the server is there and has not answered in time. */
export const SLOW = "SLOW";

interface Raw {
  readonly connection: {
    readonly stream: { destroy(): void };
    once(event: "connect", listener: () => void): unknown;
  };
}

/** Throws a DriverError, which is worth another try, where the server was reached; 0 waits without end. */
export async function connected(client: pg.Client, timeoutMs: number): Promise<void> {
  const { connection } = client as unknown as Raw;
  let reached = false;
  connection.once("connect", () => {
    reached = true;
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    if (timeoutMs === 0) return;
    // A process that got no time to run hears of the timeout first, and only then what has come in meanwhile.
    const lookOnceMore = (): void => void setImmediate(() => reject(timedOut(reached)));
    timer = setTimeout(lookOnceMore, timeoutMs);
  });
  try {
    await Promise.race([client.connect(), late]);
  } catch (error) {
    // `pg` leaves the connection open when it has no password to give, and the server waits a minute for one:
    // meanwhile nobody can create or drop a database there.
    connection.stream.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function timedOut(reached: boolean): Error {
  return reached
    ? new DriverError("the server is too slow to answer", { code: SLOW })
    : new Error("timeout expired");
}
