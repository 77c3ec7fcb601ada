// What diff promises: no plan that does not arrive, whoever owns what, and whatever a side could not make.
import { afterAll, beforeAll, expect, test } from "vitest";
import { diff } from "../../src/actions/diff.ts";
import type { DiffProject } from "../../src/actions/diff-project.ts";
import { databaseSource, sqlSource } from "../../src/actions/schema-sources.ts";
import { makeFact } from "../../src/core/fact.ts";
import type { SchemaSource, Skipped } from "../../src/core/schema-database.ts";
import { pgDriver } from "../../src/drivers/pg.ts";
import { PostgresSchemaDatabase } from "../../src/postgres/schema-database.ts";
import { postgresSchemas } from "../../src/postgres/schema-engine.ts";
import { freshDatabase, withClient } from "../support/database.ts";
import { failureOf } from "../support/failure-of.ts";
import { testShadows } from "./test-shadows.ts";

const shadows = testShadows();
const project: DiffProject = {
  shadows: shadows.server,
  engine: postgresSchemas,
  own: [["public", "schema_migrations"]],
  major: async () => undefined,
};
const open: SchemaSource[] = [];
beforeAll(() => shadows.ready());
afterAll(async () => {
  for (const source of open) await source.close();
  await shadows.close();
});

function sqlOf(text: string, name = "a.sql", using = project): SchemaSource {
  const source = sqlSource({ title: name, order: "any", texts: async () => [{ file: name, text }] }, using);
  open.push(source);
  return source;
}

function liveOf(url: string, using = project): SchemaSource {
  const openDatabase = async () => {
    const driver = await pgDriver({ url, env: {} });
    const session = await driver.connect("godwit/test");
    return new PostgresSchemaDatabase({ session, host: driver.host, database: driver.database });
  };
  const source = databaseSource({ title: "live", open: openDatabase }, using);
  open.push(source);
  return source;
}

test("a plan that does not arrive is an error that names what is left", async () => {
  const forgetful: DiffProject = {
    ...project,
    engine: {
      ...postgresSchemas,
      plan: (from, to, options) => {
        const plan = postgresSchemas.plan(from, to, options);
        return { ...plan, steps: plan.steps.filter(({ text }) => !text.includes("comment")) };
      },
    },
  };
  const sides = {
    from: sqlOf("create table t (a int)"),
    to: sqlOf("create table t (a int); comment on table t is 'x'"),
  };
  expect(await failureOf(() => diff(forgetful, sides))).toMatchObject({
    code: "PLAN_NOT_PROVED",
    message: "the plan was tried on a shadow and does not arrive:\n  comment table.public.t is missing",
  });
});

test("a statement that the server refuses is an error that shows it", async () => {
  const wrong: DiffProject = {
    ...project,
    engine: {
      ...postgresSchemas,
      plan: (from, to, options) => {
        const plan = postgresSchemas.plan(from, to, options);
        return { ...plan, steps: [...plan.steps, ...plan.steps] };
      },
    },
  };
  const sides = { from: sqlOf("select 1"), to: sqlOf("create table t (a int)") };
  const error = await failureOf(() => diff(wrong, sides));
  expect(error).toMatchObject({ code: "PLAN_FAILED", database: { code: "42P07" } });
  expect(error.message).toContain("create table public.t");
});

test("a live database whose owner is another role than the shadow's, against SQL that names roles", async () => {
  const database = await freshDatabase();
  const roles = ["godwit_proof_app", "godwit_proof_reader"];
  await withClient(database.url, async (client) => {
    for (const role of roles) await client.query(`create role ${role}`);
    await client.query(`
      create schema app authorization godwit_proof_app;
      create table app.t (a int, b text);
      create table app.u (a int);
      create table public.mine (a int);
      create table public.schema_migrations (version text);
      alter table app.t owner to godwit_proof_app;
      alter table app.u owner to godwit_proof_app;
      insert into app.t select 1, 'x'`);
  });
  const live = liveOf(database.url);
  try {
    const to = sqlOf(`
      create schema app;
      create table app.t (a bigint, b text);
      create table app.v (a int);
      create table public.mine (a int);
      grant select on app.t to godwit_proof_reader;
      alter table public.mine owner to godwit_proof_reader;`);
    const { changes, steps, findings } = await diff(project, { from: live, to });
    const named = changes.map(
      (change) => `${change.type} ${(change.type === "drop" ? change.from : change.to).key}`,
    );
    expect(named.sort()).toMatchInlineSnapshot(`
      [
        "alter column app.t.a",
        "alter owner table.public.mine",
        "create column app.v.a",
        "create grant table.app.t.godwit_proof_reader",
        "create table app.v",
        "drop column app.u.a",
        "drop table app.u",
      ]
    `);
    expect(steps.map(({ text }) => text)).toContain("grant select on table app.t to godwit_proof_reader");
    expect(steps.find(({ text }) => text.includes("bigint"))).toMatchObject({ rewrites: true });
    expect(findings.filter(({ severity }) => severity !== "note")).toEqual([]);
  } finally {
    await live.close();
    await withClient(database.url, (client) => client.query(`drop owned by ${roles.join(", ")} cascade`));
    await database.drop();
  }
});

test("what one side could not make is not dropped from the other", async () => {
  const extension = "create extension postgis; create table places (id int, at geometry);";
  const from = sqlOf(
    "create table places (id int, at point); create table other (id int); comment on table places is 'x'",
  );
  const { changes, findings } = await diff(project, {
    from,
    to: sqlOf(`${extension} create table other (id bigint)`),
  });
  expect(changes.map((change) => (change.type === "drop" ? change.from : change.to).key)).toEqual([
    "column public.other.id",
  ]);
  expect(
    findings.filter(({ rule }) => rule === "not-compared").map(({ message }) => message.split(" is not")[0]),
  ).toEqual([
    "column public.places.at",
    "column public.places.id",
    "comment table.public.places",
    "table public.places",
  ]);
});

test("what a live side has and no shadow can have is left out, with what needs it", async () => {
  const database = await freshDatabase({
    sql: "create extension hstore; create table t (a int, h hstore); create table u (a int)",
  });
  const hstore: Skipped = {
    rule: "shadow-extension",
    severity: "warning",
    message: "the extension hstore is not available on the shadow",
    makes: ["hstore"],
  };
  const using: DiffProject = {
    ...project,
    shadows: {
      examine: (texts) => shadows.server.examine(texts),
      close: async () => undefined,
      // As if the server's binaries lacked this one.
      open: async (options) =>
        Object.assign(await shadows.server.open(options), { lacking: async () => [hstore] }),
    },
  };
  const live = liveOf(database.url, using);
  try {
    const { changes, findings } = await diff(using, {
      from: live,
      to: sqlOf("create table t (a int); create table u (a bigint)"),
    });
    expect(changes.map((change) => (change.type === "drop" ? change.from : change.to).key)).toEqual([
      "column public.u.a",
    ]);
    expect(findings.map(({ message }) => message)).toContain(
      "the extension hstore is not available on the shadow",
    );
  } finally {
    await live.close();
    await database.drop();
  }
});

test("a shadow knows what its binaries lack", async () => {
  const shadow = await shadows.server.open({});
  const facts = ["hstore", "postgis", "citext"].map((name) =>
    makeFact({ kind: "extension", path: [name] }, [], {}),
  );
  const lacking = await shadow.lacking(new Map(facts.map((fact) => [fact.key, fact])));
  expect(lacking.map(({ makes }) => makes)).toEqual([["postgis"]]);
  await shadow.close();
});

test("roles that one side makes are there for the plan on the other", async () => {
  const from = sqlOf("create table t (a int)");
  const to = sqlOf("create role godwit_made; create table t (a int); grant select on t to godwit_made");
  const { steps } = await diff(project, { from, to });
  expect(steps.map(({ text }) => text)).toEqual(["grant select on table public.t to godwit_made"]);
});
