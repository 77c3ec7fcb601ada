// CloudFormation and Lambda's asynchronous invocations on this machine: events, presigned answers, two more tries, self-invocation.
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";
import { bodyOf } from "./http-body.ts";
import type { EmulatedFunction, Invocation } from "./lambda-runtime.ts";

export interface StackAnswer {
  readonly Status: "SUCCESS" | "FAILED";
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

export interface Sent {
  readonly answer: StackAnswer | null;
  /** How often the event was delivered, and of those how many the function failed. */
  readonly deliveries: number;
  readonly failures: readonly string[];
}

export interface Stack {
  /** For the function's environment: where Lambda's own API is. */
  readonly environment: Readonly<Record<string, string>>;
  /** The function that the service token names; another one after a deployment. */
  use(made: EmulatedFunction): void;
  create(properties?: object): Promise<Sent>;
  update(properties?: object): Promise<Sent>;
  delete(id?: string): Promise<Sent>;
  /** The same event once more, to another instance of the function, while the first is at it. */
  createTwice(other: EmulatedFunction): Promise<readonly [Sent, Sent]>;
  /** What the presigned URL answers next, one after the other; 200 when there is nothing. */
  readonly refusals: number[];
  /** May the function invoke itself? */
  mayInvoke: boolean;
  /** How many times it did. */
  invocations(): number;
}

/** Lambda delivers an asynchronous event once and, where the function fails, twice more. */
const TRIES = 3;
const MOST_BYTES = 4096;

interface Awaited {
  readonly event: Readonly<Record<string, unknown>>;
  answer: StackAnswer | null;
  deliveries: number;
  readonly failures: string[];
  open: Promise<void>[];
}

export async function stack(): Promise<Stack> {
  const awaited = new Map<string, Awaited>();
  const wrong: string[] = [];
  let current: EmulatedFunction | undefined;
  let physicalId: string | undefined;
  let properties: object = {};
  let invocations = 0;

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "", "http://localhost");
    const answers = /^\/answers\/(.+)$/.exec(url.pathname)?.[1];
    if (request.method === "PUT" && answers) return takeAnswer(answers, request, response);
    if (/^\/2015-03-31\/functions\/.+\/invocations$/.test(url.pathname)) return again(request, response);
    wrong.push(`nobody asks for ${request.method} ${request.url}`);
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    if (wrong.length > 0) throw new Error(wrong.join("\n"));
  });

  async function takeAnswer(id: string, request: IncomingMessage, response: ServerResponse) {
    const body = await bodyOf(request);
    const refusal = made.refusals.shift();
    if (refusal) return void response.writeHead(refusal).end();
    const entry = awaited.get(id);
    const answer = JSON.parse(body) as StackAnswer & Record<string, unknown>;
    const bad = [
      ...(request.headers["content-type"] === "" ? [] : ["the signature covers an empty content type"]),
      ...(Buffer.byteLength(body) > MOST_BYTES ? [`${Buffer.byteLength(body)} bytes are too many`] : []),
      ...(["StackId", "RequestId", "LogicalResourceId"].every((name) => answer[name] === entry?.event[name])
        ? []
        : ["it answers another event"]),
      ...(answer.PhysicalResourceId ? [] : ["no PhysicalResourceId"]),
      ...(answer.Status === "FAILED" && !answer.Reason ? ["FAILED without a Reason"] : []),
    ];
    wrong.push(...bad);
    // Only the first answer counts.
    if (entry) entry.answer ??= answer;
    response.writeHead(bad.length > 0 ? 400 : 200).end();
  }

  async function again(request: IncomingMessage, response: ServerResponse) {
    const event = JSON.parse(await bodyOf(request));
    if (request.headers["x-amz-invocation-type"] !== "Event") wrong.push("it waits for itself");
    if (!made.mayInvoke) {
      response.writeHead(403, { "x-amzn-errortype": "AccessDeniedException" });
      return void response.end(
        JSON.stringify({ message: "not authorized to perform: lambda:InvokeFunction" }),
      );
    }
    invocations++;
    const entry = awaited.get(event.RequestId);
    if (entry && current) entry.open.push(deliver(current, entry, event));
    response.writeHead(202).end();
  }

  async function deliver(to: EmulatedFunction, entry: Awaited, event: object): Promise<void> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      entry.deliveries++;
      const { functionError }: Invocation = await to.invoke(event);
      if (!functionError) return;
      entry.failures.push(functionError.errorType);
    }
  }

  function entryOf(type: string, about: object): Awaited {
    const id = randomUUID();
    const event = {
      RequestType: type,
      ResponseURL: `${base}/answers/${id}?X-Amz-Signature=secret`,
      StackId:
        "arn:aws:cloudformation:eu-central-1:123456789012:stack/app/51af3dc0-da77-11e4-872e-1234567db123",
      RequestId: id,
      ResourceType: "Custom::Migrations",
      LogicalResourceId: "Migrations",
      ResourceProperties: { ServiceToken: "arn", ...properties },
      ...about,
    };
    const entry: Awaited = { event, answer: null, deliveries: 0, failures: [], open: [] };
    awaited.set(id, entry);
    return entry;
  }

  async function settled(entry: Awaited): Promise<Sent> {
    while (entry.open.length > 0) await entry.open.shift();
    const { answer, deliveries, failures } = entry;
    return { answer, deliveries, failures };
  }

  async function send(type: string, about: object, to = current): Promise<Sent> {
    if (!to) throw new Error("no function is in use");
    const entry = entryOf(type, about);
    entry.open.push(deliver(to, entry, entry.event));
    const sent = await settled(entry);
    if (type !== "Delete" && sent.answer?.Status === "SUCCESS") {
      // A new id means to CloudFormation that there is a new resource, and that the old one must go.
      if (physicalId !== undefined && physicalId !== sent.answer.PhysicalResourceId)
        wrong.push(`the physical id changed from ${physicalId}`);
      physicalId = sent.answer.PhysicalResourceId;
    }
    return sent;
  }

  const made: Stack = {
    environment: { AWS_ENDPOINT_URL_LAMBDA: base },
    use: (to) => {
      current = to;
    },
    create: (wanted = {}) => {
      properties = wanted;
      return send("Create", {});
    },
    update: (wanted = {}) => {
      const OldResourceProperties = { ServiceToken: "arn", ...properties };
      properties = wanted;
      return send("Update", { PhysicalResourceId: physicalId, OldResourceProperties });
    },
    delete: (id = physicalId) => send("Delete", { PhysicalResourceId: id }),
    async createTwice(other) {
      if (!current) throw new Error("no function is in use");
      const [first, second] = [entryOf("Create", {}), entryOf("Create", {})];
      first.open.push(deliver(current, first, first.event));
      second.open.push(deliver(other, second, second.event));
      return Promise.all([settled(first), settled(second)]);
    },
    refusals: [],
    mayInvoke: true,
    invocations: () => invocations,
  };
  return made;
}
