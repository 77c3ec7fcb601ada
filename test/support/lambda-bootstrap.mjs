// What Lambda's Node.js runtime does in a function's process: loads the handler once, then asks for one event after the other.
import { request } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { AWS_LAMBDA_RUNTIME_API: api, LAMBDA_TASK_ROOT: root, _HANDLER: name } = process.env;
const [file, exported] = name.split(".");

function call(method, path, body) {
  const [host, port] = api.split(":");
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, method, path: `/2018-06-01/runtime${path}` }, async (answer) => {
      const parts = [];
      for await (const part of answer) parts.push(part);
      resolve({ headers: answer.headers, text: Buffer.concat(parts).toString() });
    });
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const told = ({ name: errorType, message: errorMessage, stack }) => ({
  errorType,
  errorMessage,
  stackTrace: String(stack).split("\n"),
});

let handler;
try {
  ({ [exported]: handler } = await import(pathToFileURL(join(root, `${file}.mjs`)).href));
  if (typeof handler !== "function") throw new Error(`${name} is undefined or not exported`);
} catch (error) {
  await call("POST", "/init/error", told(error));
  process.exit(1);
}
for (;;) {
  const { headers, text } = await call("GET", "/invocation/next");
  const id = headers["lambda-runtime-aws-request-id"];
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  const context = {
    awsRequestId: id,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    logGroupName: "/aws/lambda/migrations",
    logStreamName: "2026/11/21/[$LATEST]0",
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    await call("POST", `/invocation/${id}/response`, (await handler(JSON.parse(text), context)) ?? null);
  } catch (error) {
    await call("POST", `/invocation/${id}/error`, told(error));
  }
}
