// Roles are the cluster's, so two databases cannot differ in them: one cluster is read before and after.
import { expect, inject, it } from "vitest";
import type { Schema } from "../../src/core/fact.ts";
import { readSchema } from "../../src/postgres/read-schema.ts";
import type { SqlSession } from "../../src/postgres/session.ts";
import { freshDatabase, withClient } from "../support/database.ts";
import { open, planFor } from "./prove-pair.ts";

const BEFORE = `
  create role plan_team;
  comment on role plan_team is 'those who plan';
  create role plan_ann login connection limit 3 valid until '2030-01-01' in role plan_team;
  create role plan_gone;
  create table t (id int);
  alter table t owner to plan_gone;
  grant plan_gone to plan_team with admin option;`;
const AFTER = `
  drop table t;
  drop role plan_gone;
  create role "Plan Bob" superuser createdb noinherit;
  comment on role plan_team is null;
  comment on role plan_ann is 'Ann';
  alter role plan_ann nologin connection limit -1;
  alter role plan_ann set search_path = a, "b c";
  alter role plan_ann set work_mem = '8MB';
  create table t (id int);
  alter table t owner to "Plan Bob";
  grant select on t to plan_ann;
  revoke plan_team from plan_ann;
  grant plan_ann to "Plan Bob" with admin option;`;
const REMOVE = `drop table if exists t; drop role if exists plan_team, plan_ann, plan_gone, "Plan Bob"`;

/** What other tests make at the same time is left out. */
async function readOwn(session: SqlSession, major: number): Promise<Schema> {
  const { schema } = await readSchema(session, { major, roles: true, owner: "postgres" });
  return new Map(
    [...schema].filter(
      ([, { id }]) =>
        !(["role", "membership"].includes(id.kind) || id.path[0] === "role") || /plan/i.test(id.path.join()),
    ),
  );
}

it.each(inject("majors"))(
  "are made, changed and dropped with what they own on PostgreSQL %i",
  async (major) => {
    const database = await freshDatabase({ major });
    try {
      await withClient(database.url, async (client) => {
        const session = await open(database.url);
        await client.query(REMOVE);
        await client.query(BEFORE);
        const before = await readOwn(session, major);
        await client.query(AFTER);
        const after = await readOwn(session, major);
        expect(after.get("role Plan Bob")?.attributes).toMatchObject({ superuser: true, inherit: false });
        for (const [from, to] of [
          [after, before],
          [before, after],
        ] as const) {
          for (const { text } of planFor(from, to, { major }).steps) await client.query(text);
          expect(await readOwn(session, major)).toEqual(to);
        }
        await session.close();
        await client.query(REMOVE);
      });
    } finally {
      await database.drop();
    }
  },
);
