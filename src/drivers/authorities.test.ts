import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";
import { expect, test } from "vitest";
import { authoritiesFor } from "./authorities.ts";

test.each([
  "app.cluster-abc123.eu-central-1.rds.amazonaws.com",
  "app.abc123.rds.cn-north-1.amazonaws.com.cn",
])("%s is verified by the authorities of RDS, and by public ones", async (host) => {
  const all = (await authoritiesFor(host)) ?? [];
  expect(all).toEqual(expect.arrayContaining([...rootCertificates]));
  const own = all.slice(rootCertificates.length).map((text) => new X509Certificate(text));
  expect(own.length).toBeGreaterThan(80);
  for (const { subject, issuer, validTo, ca } of own) {
    expect(issuer).toBe(subject);
    expect(ca).toBe(true);
    expect(Date.parse(validTo)).toBeGreaterThan(Date.parse("2027-01-01"));
    expect(subject).toMatch(/Amazon|Starfield/);
  }
});

test.each(["localhost", "db.example.org", "rds.amazonaws.com.example.org", "evil-rds.amazonaws.com"])(
  "%s is verified by what Node trusts",
  async (host) => expect(await authoritiesFor(host)).toBeUndefined(),
);
