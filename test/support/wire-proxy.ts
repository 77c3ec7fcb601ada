// Stands between godwit and PostgreSQL, sees every message, and lets a test cut, freeze or kill at an exact one.
import { createConnection, createServer, type Socket } from "node:net";

/** What the test wants to do with a message: pass it on, or cut this connection without passing it on. */
export type Decision = "forward" | "cut";

export interface WireHooks {
  /** A simple or extended query on its way to the server. */
  readonly onQuery?: (text: string, connection: WireConnection) => Decision;
  /** The server has finished a query, and its answer is about to be passed on. */
  readonly onAnswered?: (connection: WireConnection) => Decision;
}

export interface WireConnection {
  /** The last query that was passed on. */
  readonly query: string;
  cut(): void;
}

export interface WireProxy {
  /** The database's URL, with the proxy's address in it. */
  readonly url: string;
  /** Resets every connection. */
  cutAll(): void;
  /** Holds every byte back, in both directions, as a network that has gone away does. */
  freeze(frozen: boolean): void;
  close(): Promise<void>;
}

const CANCEL_REQUEST = 80_877_102;

export async function wireProxy(url: string, hooks: WireHooks = {}): Promise<WireProxy> {
  const target = new URL(url);
  const open = new Set<Link>();
  let frozen = false;
  const server = createServer((client) => {
    const link = new Link(client, createConnection(Number(target.port), target.hostname), hooks);
    open.add(link);
    if (frozen) link.freeze(true);
    link.onClosed = () => open.delete(link);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const shown = new URL(url);
  shown.port = String((server.address() as { port: number }).port);
  return {
    url: shown.href,
    cutAll: () => {
      for (const link of [...open]) link.cut();
    },
    freeze: (now) => {
      frozen = now;
      for (const link of open) link.freeze(now);
    },
    close: () =>
      new Promise((resolve) => {
        for (const link of [...open]) link.cut();
        server.close(() => resolve());
      }),
  };
}

class Link implements WireConnection {
  query = "";
  onClosed: () => void = () => undefined;
  readonly #client: Socket;
  readonly #server: Socket;
  #closed = false;

  constructor(client: Socket, server: Socket, hooks: WireHooks) {
    this.#client = client;
    this.#server = server;
    const fromClient = new Messages(true, (type, body) => {
      const text = queryOf(type, body);
      if (text === null) return "forward";
      const decision = hooks.onQuery?.(text, this) ?? "forward";
      if (decision === "forward") this.query = text;
      return decision;
    });
    const fromServer = new Messages(false, (type) =>
      type === "Z" && this.query !== "" ? (hooks.onAnswered?.(this) ?? "forward") : "forward",
    );
    client.on("data", (chunk) => this.#pass(fromClient.take(chunk), server));
    server.on("data", (chunk) => this.#pass(fromServer.take(chunk), client));
    for (const socket of [client, server]) {
      socket.on("error", () => this.cut());
      socket.on("close", () => this.#end(socket === client ? server : client));
    }
  }

  cut(): void {
    this.#client.resetAndDestroy();
    this.#server.destroy();
    this.#close();
  }

  freeze(frozen: boolean): void {
    for (const socket of [this.#client, this.#server]) frozen ? socket.pause() : socket.resume();
  }

  #pass({ data, decision }: Passed, to: Socket): void {
    if (data.length > 0 && !to.destroyed) to.write(data);
    if (decision === "cut") this.cut();
  }

  #end(other: Socket): void {
    other.end();
    this.#close();
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.onClosed();
  }
}

interface Passed {
  readonly data: Buffer;
  readonly decision: Decision;
}

/** Cuts the stream into messages; what comes after a cut is not passed on. */
class Messages {
  #rest: Buffer = Buffer.alloc(0);
  #starting: boolean;
  readonly #decide: (type: string, body: Buffer) => Decision;

  constructor(starting: boolean, decide: (type: string, body: Buffer) => Decision) {
    this.#starting = starting;
    this.#decide = decide;
  }

  take(chunk: Buffer): Passed {
    const all = Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (;;) {
      // The first message of a client has no type.
      const head = this.#starting ? 0 : 1;
      if (all.length < at + head + 4) break;
      const end = at + head + all.readInt32BE(at + head);
      if (all.length < end) break;
      const type = this.#starting ? "" : String.fromCharCode(all[at] as number);
      const body = all.subarray(at + head + 4, end);
      if (this.#starting && body.readInt32BE(0) !== CANCEL_REQUEST) this.#starting = false;
      if (this.#decide(type, body) === "cut") return { data: all.subarray(0, at), decision: "cut" };
      at = end;
    }
    this.#rest = all.subarray(at);
    return { data: all.subarray(0, at), decision: "forward" };
  }
}

function queryOf(type: string, body: Buffer): string | null {
  if (type === "Q") return body.toString("utf8", 0, body.length - 1);
  if (type !== "P") return null;
  return body.toString("utf8", body.indexOf(0) + 1, body.indexOf(0, body.indexOf(0) + 1));
}
