// Masking: no password gets through, and what is not secret stays readable.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mask } from "./mask.ts";

describe("mask", () => {
  it.each([
    ["postgres://app:s3cret@db:5432/shop", "postgres://app:***@db:5432/shop"],
    ["postgresql://app:p@ss/w:rd@db/shop?sslmode=require", "postgresql://app:***@db/shop?sslmode=require"],
    ["postgres://:s3cret@db/shop", "postgres://:***@db/shop"],
    [
      "postgres://db/shop?user=app&password=s3cret&sslmode=x",
      "postgres://db/shop?user=app&password=***&sslmode=x",
    ],
    ["postgres://db/shop?sslpassword=s3cret", "postgres://db/shop?sslpassword=***"],
    ["host=db password=s3cret dbname=shop", "host=db password=*** dbname=shop"],
    ["host=db password='s3 cr\\'et' dbname=shop", "host=db password=*** dbname=shop"],
    ["host=db password = s3cret", "host=db password = ***"],
    ["PGPASSWORD=s3cret psql", "PGPASSWORD=*** psql"],
    ["AWS_SECRET_ACCESS_KEY=abc/def+g", "AWS_SECRET_ACCESS_KEY=***"],
    ["create role app login password 's3''cret';", "create role app login password '***';"],
    [
      "cannot reach postgres://app:s3cret@db/shop: timed out",
      "cannot reach postgres://app:***@db/shop: timed out",
    ],
    ['"postgres://app:s3cret@db/shop"', '"postgres://app:***@db/shop"'],
  ])("%s", (text, masked) => {
    expect(mask(text)).toBe(masked);
  });

  it.each([
    "postgres://app@db:5432/shop",
    "postgresql://db/shop",
    "https://example.org/a:b/c",
    "the password is wrong",
    "select * from users where token_count > 3",
    "mail ann@example.org",
  ])("leaves %j alone", (text) => {
    expect(mask(text)).toBe(text);
  });

  it("lets no password of a URL through, however it is written", () => {
    const password = fc.stringMatching(/^[A-Za-z0-9!$&()*+,;=:@/?#%~_.-]{8,20}$/);
    fc.assert(
      fc.property(password, (secret) => {
        expect(mask(`see postgres://app:${secret}@db.example.org:5432/shop now`)).not.toContain(secret);
        expect(mask(`host=db password='${secret}' user=app`)).not.toContain(secret);
      }),
    );
  });
});
