// Stands between a client and DynamoDB, sees every call, and does to it what networks and AWS do: cuts, throttles, loses answers.
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

export interface ProxiedCall {
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly writes: boolean;
  /** Which of all calls that write, from 1; 0 for one that reads. */
  readonly write: number;
}

/**
 * `cut before`: it never arrives. `cut after`: it is done, and nobody hears of it. `error after`: it is done, and DynamoDB
 * says that it failed inside. `reasons` are those of a cancelled transaction, one for each action.
 */
export type Fault =
  | "none"
  | "cut before"
  | "cut after"
  | "error after"
  | { readonly error: string; readonly reasons?: readonly string[] };

export interface DynamoProxy {
  readonly endpoint: string;
  /** How many calls that write have come by. */
  writes(): number;
  close(): Promise<void>;
}

/** What stands in for AWS where the emulator lacks something. */
export interface Manner {
  /** Null: the emulator answers. `input` takes the place of what was sent; `error` refuses, `answer` is all there is. */
  meet(call: ProxiedCall): Met | null;
  /** What the client gets instead of the emulator's answer. */
  revise(call: ProxiedCall, answer: Readonly<Record<string, unknown>>): object;
}

export type Met =
  | { readonly error: string; readonly message: string }
  | { readonly answer: object }
  | { readonly input: object };

const WRITES = /^(Put|Update|Delete|BatchWrite|Transact[W]|Create|Execute|Tag|Untag)/;

export async function dynamoProxy(
  endpoint: string,
  decide: (call: ProxiedCall) => Fault | Promise<Fault>,
  manner?: Manner,
): Promise<DynamoProxy> {
  let writes = 0;
  const server = createServer(async (incoming, outgoing) => {
    const body = await bodyOf(incoming);
    const command = String(incoming.headers["x-amz-target"] ?? "").replace(/^.*\./, "");
    const isWrite = WRITES.test(command);
    const input = body.length > 0 ? JSON.parse(body.toString()) : {};
    const call = { command, input, writes: isWrite, write: isWrite ? ++writes : 0 };
    const fault = await decide(call);
    if (fault === "cut before") return void incoming.socket.destroy();
    if (typeof fault === "object") return refuse(outgoing, fault);
    const to = fault === "cut after" || fault === "error after" ? null : outgoing;
    const met = manner?.meet(call) ?? null;
    if (met && "error" in met) refuse(to, met);
    else if (met && "answer" in met) reply(to, 200, met.answer);
    else {
      const sent = met ? Buffer.from(JSON.stringify(met.input)) : body;
      await forward(
        endpoint,
        { incoming, body: sent },
        { to, revise: (answer) => manner?.revise(call, answer) },
      );
    }
    if (fault === "cut after") incoming.socket.destroy();
    if (fault === "error after") reply(outgoing, 500, errorBody("InternalServerError", "it failed inside"));
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
function refuse(
  outgoing: ServerResponse | null,
  { error, message = `${error} of the test`, reasons }: Refusal,
): void {
  const about = reasons && { CancellationReasons: reasons.map((Code) => ({ Code })) };
  reply(outgoing, 400, { ...errorBody(error, message), ...about });
}

interface Refusal {
  readonly error: string;
  readonly message?: string;
  readonly reasons?: readonly string[];
}

function errorBody(error: string, message: string): object {
  return { __type: `com.amazonaws.dynamodb.v20120810#${error}`, message };
}

function reply(outgoing: ServerResponse | null, status: number, answer: object): void {
  const headers = { "content-type": "application/x-amz-json-1.0" };
  outgoing?.writeHead(status, headers).end(JSON.stringify(answer));
}

interface Forwarding {
  /** Null: nobody is to hear of it. */
  readonly to: ServerResponse | null;
  /** Undefined leaves the answer as it is. */
  readonly revise: (answer: Readonly<Record<string, unknown>>) => object | undefined;
}

function forward(
  endpoint: string,
  { incoming, body }: { readonly incoming: IncomingMessage; readonly body: Buffer },
  { to, revise }: Forwarding,
): Promise<void> {
  return new Promise((resolve) => {
    const { host: _host, ...headers } = incoming.headers;
    headers["content-length"] = String(body.length);
    const sent = request(
      endpoint,
      { method: incoming.method, path: incoming.url, headers },
      async (answer) => {
        const whole = await bodyOf(answer);
        const revised = answer.statusCode === 200 ? revise(JSON.parse(whole.toString() || "{}")) : undefined;
        if (revised) reply(to, 200, revised);
        else to?.writeHead(answer.statusCode ?? 500, answer.headers).end(whole);
        resolve();
      },
    );
    sent.on("error", () => {
      to?.destroy();
      resolve();
    });
    sent.end(body);
  });
}
