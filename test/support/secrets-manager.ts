// Secrets Manager on this machine: GetSecretValue alone, checked against the service's own model.
import { createServer } from "node:http";
import { onTestFinished } from "vitest";
import { bodyOf } from "./http-body.ts";

export interface SecretsManager {
  /** For the environment of whoever reads secrets. */
  readonly environment: Readonly<Record<string, string>>;
  /** The text of each secret, or what is answered instead; asked for every read. */
  answer: (
    id: string,
    read: number,
  ) => Promise<string | { readonly error: string; readonly message: string }>;
  reads(): number;
}

/** Of GetSecretValueRequest. */
const MEMBERS = new Set(["SecretId", "VersionId", "VersionStage"]);

export async function secretsManager(): Promise<SecretsManager> {
  let reads = 0;
  const server = createServer(async (request, response) => {
    const body = JSON.parse((await bodyOf(request)) || "{}") as Record<string, unknown>;
    const answer = (status: number, what: object) =>
      response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(what));
    const refuse = (type: string, message: string) => answer(400, { __type: type, message });
    if (request.headers["x-amz-target"] !== "secretsmanager.GetSecretValue")
      return refuse("UnknownOperationException", String(request.headers["x-amz-target"]));
    if (!/^AWS4-HMAC-SHA256 Credential=/.test(request.headers.authorization ?? ""))
      return refuse("MissingAuthenticationTokenException", "the request is not signed");
    const unknown = Object.keys(body).find((name) => !MEMBERS.has(name));
    const id = body.SecretId;
    if (unknown || typeof id !== "string" || id.length < 1 || id.length > 2048)
      return refuse("InvalidParameterException", `not of the model: ${unknown ?? "SecretId"}`);
    const found = await made.answer(id, ++reads);
    if (typeof found === "object") return refuse(found.error, found.message);
    const ARN = id.startsWith("arn:")
      ? id
      : `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${id}-AbCdEf`;
    answer(200, {
      ARN,
      Name: id,
      SecretString: found,
      VersionId: "0".repeat(32),
      VersionStages: ["AWSCURRENT"],
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  const made: SecretsManager = {
    environment: { AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${port}` },
    answer: async () => ({ error: "ResourceNotFoundException", message: "there is no such secret" }),
    reads: () => reads,
  };
  return made;
}
