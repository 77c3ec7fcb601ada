// Reaches DynamoDB through the AWS SDK, which is loaded only when a DynamoDB environment is used.
import type * as Sdk from "@aws-sdk/client-dynamodb";
import type { Driver } from "../core/engine.ts";
import { type Code, GodwitError } from "../core/errors.ts";
import type { Call, DynamoSession, Outputs } from "../dynamodb/call.ts";

export interface DynamoDriverOptions {
  /** Of an emulator or a private endpoint; AWS itself when absent. */
  readonly endpoint?: string;
  /** Otherwise AWS_REGION, then the profile's. */
  readonly region?: string;
  readonly profile?: string;
  /** Refuses every command that is not known to read, before a request is made of it. */
  readonly readOnly?: boolean;
  /** A call in words, for errors; its command's name by default. */
  readonly describe?: (call: Call) => string;
}

/** A session answers or throws GodwitError; `database.code` is DynamoDB's exception name when it answered. */
export function dynamoDriver(options: DynamoDriverOptions = {}): Driver<DynamoSession> {
  const describe = options.describe ?? (({ command }: Call) => command);
  return {
    name: "dynamodb",
    async connect() {
      const sdk = await load();
      const client = connect(sdk, options);
      if (options.readOnly) refuseWrites(client);
      const region = await regionOf(client);
      const host = options.endpoint ? new URL(options.endpoint).host : `dynamodb.${region}.amazonaws.com`;
      let answered = false;
      return {
        host,
        region,
        async run<C extends Call>(call: C) {
          try {
            const output = await send(sdk, client, call);
            answered = true;
            // The SDK's answer has all that `Outputs` lists, and more that nobody reads.
            return output as unknown as Outputs[C["command"]];
          } catch (thrown) {
            if (thrown instanceof GodwitError) throw thrown;
            const failure = asFailure(thrown, { host, answered, call: describe(call) });
            answered ||= failure.database?.code !== undefined;
            throw failure;
          }
        },
        async close() {
          client.destroy();
        },
      };
    },
  };
}

async function load(): Promise<typeof Sdk> {
  try {
    return await import("@aws-sdk/client-dynamodb");
  } catch (cause) {
    throw new GodwitError("CONFIG_INVALID", "DynamoDB needs the package @aws-sdk/client-dynamodb", {
      cause,
      hint: "run `npm install @aws-sdk/client-dynamodb`",
    });
  }
}

function connect(sdk: typeof Sdk, { endpoint, region, profile }: DynamoDriverOptions): Sdk.DynamoDBClient {
  const local = endpoint !== undefined && isLoopback(endpoint);
  // An emulator checks neither, and without credentials the SDK would search the network for them.
  const anonymous = local && !profile && !process.env.AWS_ACCESS_KEY_ID && !process.env.AWS_PROFILE;
  const anywhere = local && !region && !process.env.AWS_REGION ? "us-east-1" : region;
  return withoutVersionWarning(
    () =>
      new sdk.DynamoDBClient({
        ...(endpoint && { endpoint }),
        ...(anywhere && { region: anywhere }),
        ...(profile && { profile }),
        ...(anonymous && { credentials: { accessKeyId: "godwit", secretAccessKey: "godwit" } }),
        maxAttempts: 5,
        // The chain of what a command passes is made once for each sort of command, not once for each call.
        cacheMiddleware: true,
        logger: SILENT,
        // A request that hangs must not outlast a lease; without the word `throw` the SDK only warns of it.
        // Its own limit of 50 sockets would queue a transform's writes, and warn about it on stderr.
        requestHandler: {
          connectionTimeout: 3_000,
          requestTimeout: 8_000,
          throwOnRequestTimeout: true,
          httpAgent: { maxSockets: SOCKETS, keepAlive: true },
          httpsAgent: { maxSockets: SOCKETS, keepAlive: true },
        },
      }),
  );
}

const SOCKETS = 128;

/**
 * Nobody is told. Without `info` the SDK does not copy every request and answer for its log; `debug` must be there,
 * since those who look for credentials call it without asking.
 */
const SILENT = {
  debug() {},
  warn() {},
  error() {},
} as unknown as NonNullable<Sdk.DynamoDBClientConfig["logger"]>;

const READS: ReadonlySet<string | undefined> = new Set(
  [
    ...["GetItem", "BatchGetItem", "Query", "Scan", "DescribeTable", "DescribeTimeToLive"],
    ...[
      "DescribeContinuousBackups",
      "DescribeContributorInsights",
      "ListTagsOfResource",
      "GetResourcePolicy",
    ],
  ].map((name) => `${name}Command`),
);

function refuseWrites(client: Sdk.DynamoDBClient): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (sent) => {
        if (READS.has(commandName)) return next(sent);
        throw new GodwitError("BUG", `a dry run tried to send ${commandName}; it was not sent`);
      },
    { step: "initialize", name: "godwitReadOnly", priority: "high" },
  );
}

function isLoopback(endpoint: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(endpoint).hostname);
}

/** On Node 20 the SDK warns about its future on stderr at the first client; that is not the user's migration. */
function withoutVersionWarning<T>(work: () => T): T {
  const name = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";
  const before = process.env[name];
  process.env[name] = "true";
  try {
    return work();
  } finally {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  }
}

async function regionOf(client: Sdk.DynamoDBClient): Promise<string> {
  try {
    return await client.config.region();
  } catch (cause) {
    throw new GodwitError("CONFIG_INVALID", "no AWS region is known for DynamoDB", {
      cause,
      hint: "set `region` in the environment's `dynamodb` settings, or AWS_REGION, then run `godwit doctor`",
    });
  }
}

function send(sdk: typeof Sdk, client: Sdk.DynamoDBClient, call: Call): Promise<object> {
  // The SDK's types are mutable arrays and records; it never changes its input.
  const input = call.input as never;
  switch (call.command) {
    case "GetItem":
      return client.send(new sdk.GetItemCommand(input));
    case "Query":
      return client.send(new sdk.QueryCommand(input));
    case "Scan":
      return client.send(new sdk.ScanCommand(input));
    case "BatchGetItem":
      return client.send(new sdk.BatchGetItemCommand(input));
    case "DeleteItem":
      return client.send(new sdk.DeleteItemCommand(input));
    case "UpdateItem":
      return client.send(new sdk.UpdateItemCommand(input));
    case "PutItem":
      return client.send(new sdk.PutItemCommand(input));
    case "TransactWriteItems":
      return client.send(new sdk.TransactWriteItemsCommand(input));
    case "DescribeTable":
      return client.send(new sdk.DescribeTableCommand(input));
    case "CreateTable":
      return client.send(new sdk.CreateTableCommand(input));
    case "UpdateTable":
      return client.send(new sdk.UpdateTableCommand(input));
    case "DeleteTable":
      return client.send(new sdk.DeleteTableCommand(input));
    case "DescribeTimeToLive":
      return client.send(new sdk.DescribeTimeToLiveCommand(input));
    case "UpdateTimeToLive":
      return client.send(new sdk.UpdateTimeToLiveCommand(input));
    case "DescribeContinuousBackups":
      return client.send(new sdk.DescribeContinuousBackupsCommand(input));
    case "UpdateContinuousBackups":
      return client.send(new sdk.UpdateContinuousBackupsCommand(input));
    case "CreateBackup":
      return client.send(new sdk.CreateBackupCommand(input));
    case "DescribeBackup":
      return client.send(new sdk.DescribeBackupCommand(input));
    case "DescribeContributorInsights":
      return client.send(new sdk.DescribeContributorInsightsCommand(input));
    case "UpdateContributorInsights":
      return client.send(new sdk.UpdateContributorInsightsCommand(input));
    case "ListTagsOfResource":
      return client.send(new sdk.ListTagsOfResourceCommand(input));
    case "TagResource":
      return client.send(new sdk.TagResourceCommand(input));
    case "UntagResource":
      return client.send(new sdk.UntagResourceCommand(input));
    case "GetResourcePolicy":
      return client.send(new sdk.GetResourcePolicyCommand(input));
    case "PutResourcePolicy":
      return client.send(new sdk.PutResourcePolicyCommand(input));
    case "DeleteResourcePolicy":
      return client.send(new sdk.DeleteResourcePolicyCommand(input));
  }
}

const AUTHENTICATION: ReadonlySet<string> = new Set([
  "UnrecognizedClientException",
  "InvalidSignatureException",
  "ExpiredTokenException",
  "IncompleteSignatureException",
  "InvalidClientTokenId",
  "MissingAuthenticationTokenException",
]);

interface Where {
  readonly host: string;
  readonly answered: boolean;
  readonly call: string;
}

function asFailure(thrown: unknown, { host, answered, call }: Where): GodwitError {
  const error = withoutExchange(thrown instanceof Error ? thrown : new Error(String(thrown)));
  if (error.name === "CredentialsProviderError" || error.name === "TokenProviderError") {
    return new GodwitError("AUTHENTICATION", `no AWS credentials were found for ${host}`, {
      cause: error,
      hint: "set `profile`, AWS_PROFILE or AWS_ACCESS_KEY_ID, then run `godwit doctor`",
    });
  }
  if (!hasAnswer(error)) {
    return new GodwitError(
      answered ? "CONNECTION_LOST" : "CONNECT",
      `${call}: ${host} does not answer (${error.message || error.name})`,
      {
        cause: error,
        hint: "check `endpoint`, `region` and the network, then run `godwit doctor`",
      },
    );
  }
  const code: Code = AUTHENTICATION.has(error.name)
    ? "AUTHENTICATION"
    : error.name === "AccessDeniedException"
      ? "RIGHTS"
      : "SERVER_ERROR";
  return new GodwitError(code, `${call}: ${error.name}: ${error.message}`, {
    cause: error,
    database: { code: error.name },
    ...(code === "AUTHENTICATION" && {
      hint: "check the profile or the AWS_* variables, then run `godwit doctor`",
    }),
  });
}

/** The SDK fixes the whole exchange to its errors, sockets and signature included; a cause may be printed. */
function withoutExchange(error: Error): Error {
  const copy = new Error(error.message, { cause: error.cause });
  const fields = Object.entries(error).filter(([name]) => name !== "$response");
  return Object.assign(copy, Object.fromEntries(fields), { name: error.name, stack: error.stack });
}

/** A server that failed inside (5xx) may have done the work all the same: that is no answer. */
function hasAnswer(error: Error): boolean {
  const metadata: unknown = "$metadata" in error ? error.$metadata : undefined;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return false;
  return typeof metadata.httpStatusCode === "number" && metadata.httpStatusCode < 500;
}
