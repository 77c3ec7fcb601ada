// ECS, CloudFormation, Logs and Lambda on this machine, as far as runners ask them; requests are held to the SDK's own models.
import { createServer } from "node:http";
import { onTestFinished } from "vitest";
import { bodyOf } from "./http-body.ts";
import type { EmulatedFunction } from "./lambda-runtime.ts";
import { type Models, problemsBy } from "./sdk-model.ts";

export interface Call {
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Which of its command, from 1. */
  readonly number: number;
}

/** `cut` loses the answer on the way. */
export type Answer = object | "cut" | { readonly refuse: string; readonly message?: string };

export interface Aws {
  readonly environment: Readonly<Record<string, string>>;
  readonly calls: Call[];
  /** What ECS and Logs answer. */
  answer: (call: Call) => Answer;
  /** Outputs of the one stack that there is. */
  outputs: Readonly<Record<string, string>>;
  functions: Record<string, EmulatedFunction>;
}

const SERVICES = ["ECS", "CLOUDFORMATION", "CLOUDWATCH_LOGS", "LAMBDA"];

export async function aws(models: Models): Promise<Aws> {
  const wrong: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const invoked = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? "")?.[1];
    if (invoked) {
      const made_ = made.functions[decodeURIComponent(invoked)];
      if (!made_)
        return void response.writeHead(404, { "x-amzn-errortype": "ResourceNotFoundException" }).end("{}");
      const { payload, functionError } = await made_.invoke(JSON.parse(body));
      if (functionError) response.setHeader("x-amz-function-error", "Unhandled");
      return void response.end(JSON.stringify(functionError ?? payload));
    }
    if (body.includes("Action=DescribeStacks")) {
      const outputs = Object.entries(made.outputs).map(
        ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
      );
      response.writeHead(200, { "content-type": "text/xml" });
      return void response.end(
        `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><Outputs>${outputs.join("")}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
      );
    }
    const command = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
    const input = JSON.parse(body || "{}");
    if (command !== "GetLogEvents")
      wrong.push(...problemsBy(models, command, { side: "input", value: input }));
    const number = made.calls.filter((one) => one.command === command).length + 1;
    const call = { command, input, number };
    made.calls.push(call);
    const answer = made.answer(call);
    if (answer === "cut") return void request.socket.destroy();
    const refused = "refuse" in answer;
    response.writeHead(refused ? 400 : 200, { "content-type": "application/x-amz-json-1.1" });
    response.end(
      JSON.stringify(refused ? { __type: answer.refuse, message: Object(answer).message } : answer),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    if (wrong.length > 0) throw new Error(wrong.join("\n"));
  });
  const made: Aws = {
    environment: {
      AWS_ACCESS_KEY_ID: "godwit",
      AWS_SECRET_ACCESS_KEY: "godwit",
      AWS_REGION: "eu-central-1",
      ...Object.fromEntries(SERVICES.map((name) => [`AWS_ENDPOINT_URL_${name}`, base])),
    },
    calls: [],
    answer: () => ({ refuse: "ClientException" }),
    outputs: {},
    functions: {},
  };
  return made;
}
