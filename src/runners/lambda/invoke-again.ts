// Invokes this function once more, asynchronously, to go on with what it could not finish.
import { GodwitError } from "../../core/errors.ts";

/** Of AWS's package, which Lambda has: what we use of it. */
interface LambdaSdk {
  readonly LambdaClient: new (
    options: object,
  ) => { send(command: object): Promise<unknown>; destroy(): void };
  readonly InvokeCommand: new (input: object) => object;
}

/** Throws RIGHTS where that is not allowed, and CONNECT where Lambda cannot be reached. */
export async function invokeAgain(functionName: string, event: object): Promise<void> {
  const { LambdaClient, InvokeCommand } = await load();
  const client = new LambdaClient({ maxAttempts: 5 });
  try {
    const Payload = Buffer.from(JSON.stringify(event));
    await client.send(new InvokeCommand({ FunctionName: functionName, InvocationType: "Event", Payload }));
  } catch (cause) {
    const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
    const code = name === "AccessDeniedException" ? "RIGHTS" : "CONNECT";
    throw new GodwitError(code, `this function could not invoke itself: ${name}: ${message}`, { cause });
  } finally {
    client.destroy();
  }
}

async function load(): Promise<LambdaSdk> {
  // A name in a variable: no bundler looks for it, and it is found where it runs.
  const name = "@aws-sdk/client-lambda";
  try {
    return (await import(name)) as LambdaSdk;
  } catch (cause) {
    throw new GodwitError("NOT_SUPPORTED", `this runtime has no ${name}`, { cause });
  }
}
