import { expect, test } from "vitest";
import { GodwitError } from "../../core/errors.ts";
import { physicalId, reasonOf, requestOf, type StackEvent } from "./stack-event.ts";

const EVENT: StackEvent = {
  RequestType: "Create",
  ResponseURL: "https://example.org/?signature",
  StackId: "arn:aws:cloudformation:eu-central-1:123456789012:stack/app/51af3dc0",
  RequestId: "1",
  LogicalResourceId: "Migrations",
};
const CONTEXT = { getRemainingTimeInMillis: () => 1_000, logGroupName: "/aws/lambda/m" };

test("the id is made of what does not change, and one that is there is kept", () => {
  expect(physicalId(EVENT)).toBe("migrations-51af3dc0-Migrations");
  expect(physicalId({ ...EVENT, RequestType: "Update", PhysicalResourceId: "older" })).toBe("older");
});

test("properties arrive as texts; a wrong phase is refused", () => {
  const of = (ResourceProperties: object) =>
    requestOf({ ...EVENT, ResourceProperties: { ...ResourceProperties } });
  expect(of({ ServiceToken: "arn", environment: "prod", phase: "expand", digest: "1" })).toEqual({
    action: "migrate",
    whenAhead: "ok",
    environment: "prod",
    phase: "expand",
  });
  expect(of({ phase: "contract" })).toMatchObject({ phase: "contract", allowOutOfOrder: true });
  expect(() => of({ phase: "later" })).toThrow("the property phase is");
});

test("a reason is short, in bytes, with the line that the console shows first", () => {
  const error = new GodwitError("MIGRATION_FAILED", `001 failed: ${"€".repeat(4_000)}\nmore`, {
    database: { code: "22012" },
    hint: "h".repeat(4_000),
  });
  const reason = reasonOf(error, CONTEXT);
  const [line = ""] = reason.split("\n");
  expect(Buffer.byteLength(line)).toBeLessThanOrEqual(200);
  expect(line).toMatch(/€… \(22012\)$/);
  expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(1_000);
});

test("no secret is in a reason", () => {
  const error = new GodwitError("CONNECT", "cannot reach postgresql://u:secret@db/x");
  expect(reasonOf(error, CONTEXT)).not.toContain("secret");
});
