// Which certificate authorities a server's certificate may come from, where nobody named any.
import { rootCertificates } from "node:tls";

const RDS = /\.rds\.(?:amazonaws\.com|[a-z0-9-]+\.amazonaws\.com\.cn)\.?$/i;

/** Undefined: those that Node trusts by itself. RDS has its own, which are public and come with us. */
export async function authoritiesFor(host: string): Promise<string[] | undefined> {
  if (!RDS.test(host)) return undefined;
  const { RDS_AUTHORITIES } = await import("./rds-authorities.ts");
  // RDS Proxy and newer services have certificates of Amazon's public authority.
  return [...rootCertificates, ...RDS_AUTHORITIES.map(pem)];
}

function pem(der: string): string {
  const lines = der.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
