// Stands between a client and DynamoDB, sees every call, and does to it what networks and AWS do: cuts, throttles, loses answers.
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

export interface ProxiedCall {
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly writes: boolean;
  /** Which of all calls that write, from 1; 0 for one that reads. */
  readonly write: number;
}

/** `cut before`: it never arrives. `cut after`: it is done, and nobody hears of it. */
export type Fault = "none" | "cut before" | "cut after" | { readonly error: string };

export interface DynamoProxy {
  readonly endpoint: string;
  /** How many calls that write have come by. */
  writes(): number;
  close(): Promise<void>;
}

const WRITES = /^(Put|Update|Delete|BatchWrite|Transact[W]|Create|Execute)/;

export async function dynamoProxy(
  endpoint: string,
  decide: (call: ProxiedCall) => Fault | Promise<Fault>,
): Promise<DynamoProxy> {
  let writes = 0;
  const server = createServer(async (incoming, outgoing) => {
    const body = await bodyOf(incoming);
    const command = String(incoming.headers["x-amz-target"] ?? "").replace(/^.*\./, "");
    const isWrite = WRITES.test(command);
    const input = body.length > 0 ? JSON.parse(body.toString()) : {};
    const fault = await decide({ command, input, writes: isWrite, write: isWrite ? ++writes : 0 });
    if (fault === "cut before") return void incoming.socket.destroy();
    if (typeof fault === "object") return refuse(outgoing, fault.error);
    await forward(endpoint, { incoming, body }, fault === "cut after" ? null : outgoing);
    if (fault === "cut after") incoming.socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    endpoint: `http://127.0.0.1:${port}`,
    writes: () => writes,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** As DynamoDB says it. */
function refuse(outgoing: ServerResponse, error: string): void {
  const body = JSON.stringify({
    __type: `com.amazonaws.dynamodb.v20120810#${error}`,
    message: `${error} of the test`,
  });
  outgoing.writeHead(400, { "content-type": "application/x-amz-json-1.0" }).end(body);
}

function forward(
  endpoint: string,
  { incoming, body }: { readonly incoming: IncomingMessage; readonly body: Buffer },
  outgoing: ServerResponse | null,
): Promise<void> {
  return new Promise((resolve) => {
    const { host: _host, ...headers } = incoming.headers;
    const sent = request(endpoint, { method: incoming.method, path: incoming.url, headers }, (answer) => {
      outgoing?.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.on("data", (data) => outgoing?.write(data));
      answer.on("end", () => {
        outgoing?.end();
        resolve();
      });
    });
    sent.on("error", () => {
      outgoing?.destroy();
      resolve();
    });
    sent.end(body);
  });
}
