// AWS Lambda on this machine: the real HTTP Runtime API, a function in a process of its own, and SIGKILL at the deadline.
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { bodyOf } from "./http-body.ts";

export interface FunctionOptions {
  /** The folder that has `index.mjs`. */
  readonly folder: string;
  /** `index.handler` unless given. */
  readonly handler?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** What runs in the process; `lambda-bootstrap.mjs` beside this file unless given. */
  readonly bootstrap?: string;
}

export interface Invocation {
  /** What the handler answered; undefined where it failed. */
  readonly payload: unknown;
  /** As `X-Amz-Function-Error` has it: `Unhandled` for what it threw, for a timeout and for a process that ended. */
  readonly functionError: { readonly errorType: string; readonly errorMessage: string } | null;
  /** From the event's arrival, without a cold start. */
  readonly tookMs: number;
  /** What a cold start took before it; 0 on a warm process. */
  readonly coldMs: number;
}

export interface EmulatedFunction {
  readonly options: FunctionOptions;
  /** One at a time, on a process that is kept warm as Lambda keeps it; a new one after a failure. */
  invoke(event: unknown): Promise<Invocation>;
  /** What it wrote to standard output and standard error. */
  log(): string;
  /** How many processes were started. */
  starts(): number;
  close(): Promise<void>;
}

interface Turn {
  readonly id: string;
  readonly event: unknown;
  deadline: number;
  begun: number;
  readonly end: (result: Omit<Invocation, "tookMs" | "coldMs">) => void;
}

const API = "/2018-06-01/runtime";

export async function emulatedFunction(options: FunctionOptions): Promise<EmulatedFunction> {
  const bootstrap = options.bootstrap ?? fileURLToPath(new URL("lambda-bootstrap.mjs", import.meta.url));
  let child: ChildProcess | undefined;
  let waiting: ServerResponse | undefined;
  let turn: Turn | undefined;
  let killer: NodeJS.Timeout | undefined;
  let log = "";
  let starts = 0;
  let last: Promise<unknown> = Promise.resolve();

  const server = createServer(async (request, response) => {
    const path = (request.url ?? "").slice(API.length);
    if (!request.url?.startsWith(API)) return reply(response, 404, { errorType: "NotFound" });
    if (path === "/invocation/next" && request.method === "GET") {
      waiting = response;
      return hand();
    }
    const [, id, what] = /^\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    const isInit = path === "/init/error";
    if (request.method !== "POST" || (!isInit && id !== turn?.id)) {
      return reply(response, 400, { errorType: "InvalidRequestID" });
    }
    const body = JSON.parse(await bodyOf(request));
    reply(response, 202, { status: "OK" });
    if (what === "response") finish({ payload: body, functionError: null });
    else finish({ payload: undefined, functionError: body });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };

  /** Gives the waiting process its event. Its time begins here: a cold start is not part of it. */
  function hand(): void {
    if (!turn || !waiting) return;
    const { id, event } = turn;
    turn.deadline = Date.now() + options.timeoutMs;
    turn.begun = performance.now();
    killer = setTimeout(() => {
      kill();
      const seconds = (options.timeoutMs / 1000).toFixed(2);
      finish(failure("Sandbox.Timedout", `${id} Task timed out after ${seconds} seconds`));
    }, options.timeoutMs);
    waiting.writeHead(200, {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": id,
      "lambda-runtime-deadline-ms": String(turn.deadline),
      "lambda-runtime-invoked-function-arn": "arn:aws:lambda:eu-central-1:123456789012:function:migrations",
    });
    waiting.end(JSON.stringify(event));
    waiting = undefined;
  }

  function finish(result: Omit<Invocation, "tookMs" | "coldMs">): void {
    clearTimeout(killer);
    const { end } = turn ?? {};
    turn = undefined;
    end?.(result);
  }

  function kill(): void {
    child?.kill("SIGKILL");
    child = undefined;
    waiting?.destroy();
    waiting = undefined;
  }

  function start(): void {
    starts++;
    const started = spawn(process.execPath, [bootstrap], {
      cwd: options.folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH ?? "",
        TZ: ":UTC",
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
        AWS_LAMBDA_FUNCTION_NAME: "migrations",
        AWS_REGION: "eu-central-1",
        AWS_ACCESS_KEY_ID: "godwit",
        AWS_SECRET_ACCESS_KEY: "godwit",
        LAMBDA_TASK_ROOT: options.folder,
        _HANDLER: options.handler ?? "index.handler",
        ...options.environment,
      },
    });
    child = started;
    for (const stream of [started.stdout, started.stderr]) stream?.on("data", (text) => (log += text));
    started.on("exit", () => {
      if (child !== started) return;
      child = undefined;
      waiting = undefined;
      finish(failure("Runtime.ExitError", "the process ended before it answered"));
    });
  }

  function invoke(event: unknown): Promise<Invocation> {
    const asked = performance.now();
    return new Promise((resolve) => {
      const mine: Turn = {
        id: randomUUID(),
        event,
        deadline: 0,
        begun: asked,
        end: (result) =>
          resolve({
            ...result,
            tookMs: performance.now() - mine.begun,
            coldMs: mine.begun - asked,
          }),
      };
      turn = mine;
      if (child) hand();
      else start();
    });
  }

  return {
    options,
    invoke(event) {
      const result = last.then(() => invoke(event));
      last = result;
      return result;
    },
    log: () => log,
    starts: () => starts,
    async close() {
      kill();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function failure(errorType: string, errorMessage: string) {
  return { payload: undefined, functionError: { errorType, errorMessage } };
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
