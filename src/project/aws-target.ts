// URLs that AWS fills in: `aws-secret:` names a secret, `aws-iam:` a user who connects with a token.
import type { Target } from "../settings/settings.ts";

/** What the driver is given: a URL, or a function that finds one for each connection. */
export function reached({ value }: Target): Target["value"] {
  if (typeof value === "function") return async () => found(await value());
  return /^aws-(?:secret|iam):/i.test(value) ? () => found(value) : value;
}

async function found(url: string): Promise<string> {
  const [, scheme, rest = ""] = /^aws-(secret|iam):(.*)$/is.exec(url) ?? [];
  if (scheme === undefined) return url;
  if (scheme.toLowerCase() === "iam") {
    const { iamUrl } = await import("../drivers/aws-iam.ts");
    return iamUrl(url);
  }
  const { secret } = await import("../drivers/aws-secret.ts");
  return secret(rest.replace(/^\/\//, ""));
}
