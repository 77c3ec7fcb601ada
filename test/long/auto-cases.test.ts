// Every diff case as a project: a migration and its rollback are written between its two states, and proved as files.
import { afterAll, beforeAll, expect, it } from "vitest";
import { generate } from "../auto/open-auto.ts";
import { ownCases } from "../diff/diff-cases.ts";
import { testShadows } from "../shadow/test-shadows.ts";

const shadows = testShadows();
beforeAll(() => shadows.ready());
afterAll(() => shadows.close());

it.each(ownCases())("$name", async ({ setup, from, to }) => {
  const files = { "001_from.sql": `${setup}\n${from}` };
  const report = await generate(shadows.server, { files, schema: `${setup}\n${to}` });
  expect(report.draft?.up).toMatch(/;\n/);
  expect(report.draft?.down).toMatch(/;\n/);
});
