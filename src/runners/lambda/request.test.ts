import { expect, test } from "vitest";
import { readRequest } from "./request.ts";

test("reads what the manual lists", () => {
  expect(readRequest({ action: "migrate", dry_run: true, environment: "prod", count: 2 })).toEqual({
    action: "migrate",
    dryRun: true,
    environment: "prod",
    count: 2,
  });
});

test.each<[unknown, string]>([
  [null, 'the event has no "action"'],
  ["status", 'the event has no "action"'],
  [[], 'the event has no "action"'],
  [{}, 'the event has no "action"'],
  [{ action: "up" }, '"action" must be one of status, migrate, plan, rollback, doctor, and is "up"'],
  [{ action: "migrate", dryRun: true }, 'the event\'s "dryRun" means nothing; did you mean "dry_run"?'],
  [{ action: "migrate", dry_run: "true" }, '"dry_run" must be true or false, and is "true"'],
  [{ action: "rollback", count: 0 }, '"count" must be a number of migrations, and is 0'],
  [{ action: "migrate", environment: "" }, '"environment" must be a text, and is ""'],
  [{ action: "migrate", constructor: 1 }, 'the event\'s "constructor" means nothing'],
])("refuses %j", (event, message) => {
  expect(() => readRequest(event)).toThrow(expect.objectContaining({ code: "USAGE", message }));
});
