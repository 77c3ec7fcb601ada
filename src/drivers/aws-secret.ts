// A database URL from AWS Secrets Manager: the JSON that RDS keeps there, or a URL as plain text.
import { GodwitError } from "../core/errors.ts";

/** Of AWS's package, which is loaded when a secret is asked for: what we use of it. */
interface SecretsSdk {
  readonly SecretsManagerClient: new (
    options: object,
  ) => { send(command: object): Promise<{ readonly SecretString?: string }>; destroy(): void };
  readonly GetSecretValueCommand: new (input: { readonly SecretId: string }) => object;
}

const PACKAGE = "@aws-sdk/client-secrets-manager";

/**
 * The URL that a secret of AWS Secrets Manager means, by its ARN or name. It is read for each connection, so that a
 * password that was rotated meanwhile is found. What an RDS secret does not say comes from PGHOST and the like.
 *
 * Throws CONFIG_INVALID, RIGHTS and CONNECT.
 *
 * @example
 * defineConfig({ environments: { prod: { url: () => secret("prod/db") } } });
 */
export async function secret(id: string): Promise<string> {
  const { SecretsManagerClient, GetSecretValueCommand } = await load();
  const region = /^arn:[^:]+:secretsmanager:([^:]+):/.exec(id)?.[1];
  const client = new SecretsManagerClient({ maxAttempts: 3, ...(region && { region }) });
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
    return urlOf(id, SecretString ?? "");
  } catch (thrown) {
    throw thrown instanceof GodwitError ? thrown : failure(id, thrown);
  } finally {
    client.destroy();
  }
}

/** Never with the text in a message: it is the secret. */
export function urlOf(id: string, text: string): string {
  if (/^postgres(?:ql)?:\/\//.test(text.trim())) return text.trim();
  const found = parsed(text);
  const { username, password, host, port, dbname, engine } = found ?? {};
  if (typeof username !== "string" || typeof password !== "string") {
    throw new GodwitError("CONFIG_INVALID", `the secret ${id} has no username and password`, {
      hint: 'keep JSON in it as RDS does: {"username":…,"password":…,"host":…,"port":…,"dbname":…}, or a URL',
    });
  }
  if (typeof engine === "string" && !/postgres/i.test(engine)) {
    throw new GodwitError("CONFIG_INVALID", `the secret ${id} is of a database of ${engine}`, {
      hint: "name the secret of a PostgreSQL database",
    });
  }
  const place = typeof host === "string" ? `${host}${port ? `:${String(port)}` : ""}` : "";
  const name = typeof dbname === "string" ? encodeURIComponent(dbname) : "";
  return `postgresql://${encodeURIComponent(username)}:${encodeURIComponent(password)}@${place}/${name}`;
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

async function load(): Promise<SecretsSdk> {
  const name = PACKAGE;
  try {
    // A name in a variable: no bundler looks for it, and Lambda has it.
    return (await import(name)) as SecretsSdk;
  } catch (cause) {
    throw new GodwitError("CONFIG_INVALID", `a secret of AWS needs the package ${PACKAGE}`, {
      cause,
      hint: `run \`npm install ${PACKAGE}\``,
    });
  }
}

function failure(id: string, thrown: unknown): GodwitError {
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  const said = `the secret ${id} could not be read: ${name}: ${message}`;
  if (name === "AccessDeniedException") {
    return new GodwitError("RIGHTS", said, {
      hint: "allow secretsmanager:GetSecretValue on it, and kms:Decrypt where it has a key of its own",
    });
  }
  const isAnswer = /ResourceNotFound|InvalidRequest|InvalidParameter|Decryption/.test(name);
  return new GodwitError(isAnswer ? "CONFIG_INVALID" : "CONNECT", said, {
    hint: isAnswer
      ? "check the secret's name and region"
      : "check region and credentials; a subnet without internet needs an endpoint for Secrets Manager",
  });
}
