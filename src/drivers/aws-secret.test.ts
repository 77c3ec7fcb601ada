import { expect, test } from "vitest";
import { urlOf } from "./aws-secret.ts";

test.each([
  [
    "what RDS keeps",
    '{"engine":"postgres","host":"db.example.org","port":5433,"username":"app","password":"p@ss/w:rd?#%","dbname":"shop"}',
    "postgresql://app:p%40ss%2Fw%3Ard%3F%23%25@db.example.org:5433/shop",
  ],
  [
    "aurora",
    '{"engine":"aurora-postgresql","host":"h","username":"ä","password":"ö"}',
    "postgresql://%C3%A4:%C3%B6@h/",
  ],
  ["a managed master password", '{"username":"postgres","password":"x"}', "postgresql://postgres:x@/"],
  ["a URL", " postgresql://app:x@db/shop\n", "postgresql://app:x@db/shop"],
])("%s", (_what, text, url) => expect(urlOf("prod/db", text)).toBe(url));

test.each([
  ["nothing", ""],
  ["a password alone", "hunter2"],
  ["another shape", '{"user":"app","password":"hunter2"}'],
  ["null", "null"],
  ["another engine", '{"engine":"mysql","username":"app","password":"hunter2"}'],
])("refuses %s, and does not tell it", (_what, text) => {
  expect(() => urlOf("prod/db", text)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
  expect(() => urlOf("prod/db", text)).toThrow(/^(?!.*hunter2).*prod\/db/);
});
