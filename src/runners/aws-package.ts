// Loads a package of AWS when a runner asks for it, and makes its clients.
import { GodwitError } from "../core/errors.ts";

/** What every client of AWS's packages is like, as far as runners look at it. */
export interface AwsClient {
  send(command: object, options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
  destroy(): void;
}

export interface AwsPlace {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

type Class = new (input: object) => object;

/** Sends commands by their names; `call("RunTask", …)` is `client.send(new RunTaskCommand(…))`. */
export interface AwsService {
  call<Output>(command: string, input: object): Promise<Output>;
  close(): void;
}

/** Throws CONFIG_INVALID where the package is not installed. */
export async function awsService(name: string, client: string, place: AwsPlace): Promise<AwsService> {
  const loaded = await load(name);
  const { region, profile } = place;
  const variable = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";
  // On Node 20 the first client warns about its future on stderr; that is not the user's run.
  process.env[variable] ??= "true";
  const made = new (classOf(loaded, client))({
    ...(region && { region }),
    ...(profile && { profile }),
    maxAttempts: 6,
  }) as AwsClient;
  return {
    async call<Output>(command: string, input: object) {
      return (await made.send(new (classOf(loaded, `${command}Command`))(input))) as Output;
    },
    close: () => made.destroy(),
  };
}

function classOf(loaded: Readonly<Record<string, unknown>>, name: string): Class {
  const found = loaded[name];
  if (typeof found === "function") return found as Class;
  throw new GodwitError("BUG", `AWS's package has no ${name}`);
}

async function load(name: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return { ...(await import(name)) };
  } catch (cause) {
    throw new GodwitError("CONFIG_INVALID", `this runner needs the package ${name}`, {
      cause,
      hint: `run \`npm install ${name}\``,
    });
  }
}

/** What AWS refused or could not be asked, in words; its own name stays with it. */
export function awsFailure(what: string, thrown: unknown): GodwitError {
  if (thrown instanceof GodwitError) return thrown;
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (/AccessDenied|NotAuthorized|UnauthorizedOperation/.test(name)) {
    return new GodwitError("RIGHTS", `${what}: ${name}: ${message}`, {
      cause: thrown,
      database: { code: name },
      hint: "give the user or role of the AWS credentials this right",
    });
  }
  if (/Credentials|ExpiredToken|UnrecognizedClient|InvalidSignature|TokenProvider/.test(name)) {
    return new GodwitError("AUTHENTICATION", `${what}: ${name}: ${message}`, {
      cause: thrown,
      hint: "set `profile`, AWS_PROFILE or AWS_ACCESS_KEY_ID",
    });
  }
  const isAnswer = typeof thrown === "object" && thrown !== null && "$fault" in thrown;
  return new GodwitError(isAnswer ? "CONFIG_INVALID" : "CONNECT", `${what}: ${name}: ${message}`, {
    cause: thrown,
    ...(isAnswer ? { database: { code: name } } : {}),
    hint: isAnswer ? "check the runner's settings" : "check `region` and the network",
  });
}
