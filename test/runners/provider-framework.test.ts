// A bundle behind CDK's own provider framework: its real code, with our function as its `onEvent` and `isComplete`.
import { existsSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { freshDatabase } from "../support/database.ts";
import type { EmulatedFunction } from "../support/lambda-runtime.ts";
import { root } from "../support/root.ts";
import { bundled, type Files, functionOf } from "./bundled.ts";

interface Framework {
  readonly onEvent: (event: object) => Promise<void>;
  readonly isComplete: (event: object) => Promise<void>;
}

interface Outbound {
  invokeFunction(input: { readonly FunctionName: string; readonly Payload: string }): Promise<object>;
  startExecution(input: { readonly input: string }): Promise<void>;
  httpRequest(options: object, body: string): Promise<void>;
}

// By its path: the package does not export it.
const RUNTIME = join(root, "node_modules/aws-cdk-lib/custom-resources/lib/provider-framework/runtime");
const require = createRequire(import.meta.url);
const hasFramework = existsSync(join(RUNTIME, "framework.js"));

const VARIABLES = {
  USER_ON_EVENT_FUNCTION_ARN: "arn:aws:lambda:eu-central-1:123456789012:function:onEvent",
  USER_IS_COMPLETE_FUNCTION_ARN: "arn:aws:lambda:eu-central-1:123456789012:function:isComplete",
  WAITER_STATE_MACHINE_ARN: "arn:aws:states:eu-central-1:123456789012:stateMachine:waiter",
};

describe.skipIf(!hasFramework)("CDK's provider framework", () => {
  let url = "";
  let polls = 0;
  let answers: {
    readonly Status: string;
    readonly Reason: string;
    readonly PhysicalResourceId: string;
    readonly Data?: object;
  }[] = [];

  beforeEach(async () => {
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    const database = await freshDatabase();
    url = database.url;
    Object.assign(process.env, VARIABLES);
    answers = [];
    polls = 0;
    onTestFinished(() => database.drop());
  });
  afterEach(() => {
    vi.restoreAllMocks();
    for (const name of Object.keys(VARIABLES)) delete process.env[name];
  });

  /** The framework's functions, with the network around them replaced by the emulated functions. */
  async function framework(files: Files, timeoutMs: number): Promise<Framework> {
    const folder = await bundled(files);
    const of = (handler: string) =>
      functionOf(folder, { timeoutMs, environment: { DATABASE_URL: url }, handler: `index.${handler}` });
    const functions: Record<string, EmulatedFunction> = {
      onEvent: await of("onEvent"),
      isComplete: await of("isComplete"),
    };
    const outbound = {} as Outbound;
    // Its own way out would need AWS's packages, and AWS.
    const filename = join(RUNTIME, "outbound.js");
    require.cache[filename] = Object.assign(new Module(filename), {
      id: filename,
      filename,
      loaded: true,
      exports: outbound,
    });
    for (const name of ["framework", "cfn-response"]) delete require.cache[join(RUNTIME, `${name}.js`)];
    const real = require(join(RUNTIME, "framework.js")) as Framework;
    outbound.invokeFunction = async ({ FunctionName, Payload }) => {
      const name = FunctionName.split(":").at(-1) ?? "";
      if (name === "isComplete") polls++;
      const { payload, functionError } = (await functions[name]?.invoke(JSON.parse(Payload))) ?? {};
      return functionError
        ? { FunctionError: "Unhandled", Payload: JSON.stringify(functionError) }
        : { Payload: JSON.stringify(payload) };
    };
    // The state machine asks again where it is told to retry.
    outbound.startExecution = async ({ input }) => {
      for (let turn = 0; turn < 30; turn++) {
        try {
          return await real.isComplete(JSON.parse(input));
        } catch (thrown) {
          if ((thrown as Error).constructor.name !== "Retry") throw thrown;
        }
      }
    };
    outbound.httpRequest = async (_options, body) => void answers.push(JSON.parse(body));
    return real;
  }

  const event = (RequestType: string, more: object = {}) => ({
    RequestType,
    ResponseURL: "https://answers.example.org/?X-Amz-Signature=secret",
    StackId: "arn:aws:cloudformation:eu-central-1:123456789012:stack/app/51af3dc0",
    RequestId: "1",
    ResourceType: "Custom::Migrations",
    LogicalResourceId: "Migrations",
    ResourceProperties: { ServiceToken: "arn", digest: "1" },
    ...more,
  });

  test("goes on until the work is done, and answers once", async () => {
    const series = Array.from({ length: 12 }, () => "select pg_sleep(0.4);\n").join("");
    const { onEvent } = await framework(
      { "migrations/001_series.sql": `-- Transaction: none\n${series}` },
      3_000,
    );
    await onEvent(event("Create"));
    expect(polls).toBeGreaterThanOrEqual(2);
    expect(answers).toMatchObject([
      { Status: "SUCCESS", PhysicalResourceId: "migrations-51af3dc0-Migrations", Data: { Applied: "1" } },
    ]);
  });

  test("tells the stack why it failed, and lets it delete what was never made", async () => {
    const { onEvent } = await framework({ "migrations/001_bad.sql": "select 1 / 0;\n" }, 10_000);
    await onEvent(event("Create"));
    expect(answers[0]).toMatchObject({ Status: "FAILED" });
    expect(answers[0]?.Reason).toContain(
      "MIGRATION_FAILED: 001_bad failed at step 1 of 1: division by zero (22012)",
    );
    await onEvent(event("Delete", { PhysicalResourceId: answers[0]?.PhysicalResourceId }));
    await onEvent(event("Delete", { PhysicalResourceId: "invented" }));
    expect(answers.slice(1)).toMatchObject([
      { Status: "SUCCESS" },
      { Status: "SUCCESS", PhysicalResourceId: "invented" },
    ]);
  });
});
