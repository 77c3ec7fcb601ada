// Many runs that start at once on the same pending migrations, some of which build an index concurrently.
import { expect } from "vitest";
import { ask, subjectOf } from "../crash/subject.ts";
import { godwit } from "../support/godwit.ts";

export async function manyRunners(runners: number, migrations: number): Promise<void> {
  const files = Object.fromEntries(
    Array.from({ length: migrations }, (_, index) => {
      const version = String(index + 1).padStart(3, "0");
      return [`${version}_step.sql`, migrationOf(index, version)];
    }),
  );
  const { folder, url } = await subjectOf(files);
  const env = { DATABASE_URL: url, GODWIT_WAIT: "10m" };
  const results = await Promise.all(
    Array.from({ length: runners }, () => godwit(["up", "--json"], { cwd: folder, env })),
  );
  for (const { status, stderr } of results) expect(status, stderr).toBe(0);
  const applied = results.flatMap((result) => result.json<{ migrations: object[] }>().migrations);
  expect(applied.length).toBe(migrations);
  expect(
    await ask(url, "select count(*)::int as n, count(distinct what)::int as different from done"),
  ).toEqual([{ n: migrations, different: migrations }]);
  expect(await ask(url, "select indexrelid::regclass::text from pg_index where not indisvalid")).toEqual([]);
  expect(
    await ask(
      url,
      "select version from schema_migrations_log where event = 'applied' group by 1 having count(*) > 1",
    ),
  ).toEqual([]);
  const verified = await godwit(["history", "--verify"], { cwd: folder, env });
  expect(verified.status, verified.stderr).toBe(0);
}

function migrationOf(index: number, version: string): string {
  if (index === 0) return "create table done (what text, n int); insert into done values ('001', 0);";
  const insert = `insert into done values ('${version}', ${index});`;
  return index % 4 === 1 ? `create index concurrently done_${version} on done (what, n);\n${insert}` : insert;
}
