// A database URL with a token of AWS IAM for its password: valid for 15 minutes, and only asked for when connecting.
import { GodwitError } from "../core/errors.ts";

interface SignerSdk {
  readonly Signer: new (options: {
    readonly hostname: string;
    readonly port: number;
    readonly username: string;
    readonly region?: string;
  }) => { getAuthToken(): Promise<string> };
}

const PACKAGE = "@aws-sdk/rds-signer";

/** `aws-iam://user@host:5432/database?region=…`; the region is read from an RDS host's name where it is left out. */
export async function iamUrl(text: string): Promise<string> {
  const url = new URL(text);
  const { hostname, username, port } = url;
  if (hostname === "" || username === "") {
    throw new GodwitError("CONFIG_INVALID", "the aws-iam URL lacks a host or a user", {
      hint: "write it as aws-iam://user@host:5432/database",
    });
  }
  const region = url.searchParams.get("region") ?? /\.([a-z0-9-]+)\.rds\.amazonaws\.com$/.exec(hostname)?.[1];
  url.searchParams.delete("region");
  const { Signer } = await load();
  const user = decodeURIComponent(username);
  const signer = new Signer({
    hostname,
    port: Number(port || 5432),
    username: user,
    ...(region ? { region } : {}),
  });
  const token = await signer.getAuthToken().catch((cause: unknown) => {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new GodwitError("AUTHENTICATION", `no token could be made for ${user} on ${hostname}: ${message}`, {
      cause,
      hint: "check the AWS credentials and the region; the role needs rds-db:connect",
    });
  });
  const query = url.search;
  const place = `${hostname}${port ? `:${port}` : ""}${url.pathname}`;
  return `postgresql://${encodeURIComponent(user)}:${encodeURIComponent(token)}@${place}${query}`;
}

async function load(): Promise<SignerSdk> {
  const name = PACKAGE;
  try {
    return (await import(name)) as SignerSdk;
  } catch (cause) {
    throw new GodwitError("CONFIG_INVALID", `tokens of AWS IAM need the package ${PACKAGE}`, {
      cause,
      hint: `run \`npm install ${PACKAGE}\``,
    });
  }
}
