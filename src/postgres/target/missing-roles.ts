// Roles that the migrations name: a shadow is given them, and the target may lack them.
import { literal, sql } from "../sql.ts";
import type { TargetQuestion } from "./question.ts";

export const missingRoles: TargetQuestion = {
  about: "which roles are there",
  sql: ({ roles }) =>
    roles.length === 0
      ? null
      : sql`select w.name from pg_catalog.unnest(${literal(roles)}) as w (name)
          where not exists (select from pg_catalog.pg_roles r where r.rolname = w.name) order by 1`,
  found: (rows) =>
    rows.map(({ name }) => ({
      rule: "role-missing",
      severity: "error",
      message: `the migrations name the role ${name} and do not make it, and it is not there`,
      hint: "make it first, or in a migration of its own",
    })),
};
