// The checks that compare schemas: migrations against the desired schema, the database against its history.
import { type Change, diff as difference } from "../core/diff.ts";
import type { Schema } from "../core/fact.ts";
import type { SchemaSource } from "../core/schema-database.ts";
import type { OF_SCHEMAS, Problem } from "./check.ts";
import { changeDocument } from "./describe-change.ts";
import { compared } from "./diff.ts";
import type { DiffProject } from "./diff-project.ts";
import { readSides } from "./sides.ts";

export interface SchemaCheck {
  readonly check: (typeof OF_SCHEMAS)[number];
  readonly from: SchemaSource;
  readonly to: SchemaSource;
}

const TEXTS = {
  schema: [
    "the migrations do not give the desired schema",
    "write a migration; `godwit diff` prints its SQL",
  ],
  dump: [
    "the dump is not what the migrations give",
    "run `godwit up --dump FILE` on a development database, and commit the file",
  ],
  drift: [
    "the database is not what its history made of it",
    "`godwit drift` prints what differs, and the SQL back",
  ],
} as const;

/** One problem, with what differs, or none. Nothing is planned: that is for `diff` and `drift`. */
export async function checkSchema(
  project: DiffProject,
  { check, from, to }: SchemaCheck,
): Promise<readonly Problem[]> {
  try {
    const sides = await readSides(project, { from, to });
    const found = compared(sides, project.own);
    const seen = check === "dump" ? project.engine.written : same;
    const changes = difference(seen(found.from), seen(found.to));
    if (changes.length === 0) return [];
    const [message, hint] = TEXTS[check];
    return [{ check, message: `${message}: ${listed(changes)}`, hint }];
  } finally {
    await from.close();
    await to.close();
  }
}

function same(schema: Schema): Schema {
  return schema;
}

const NAMED = 5;
const SIGNS = { create: "+", drop: "-", alter: "~" } as const;

function listed(changes: readonly Change[]): string {
  const named = changes.slice(0, NAMED).map((change) => {
    const { type, kind, name } = changeDocument(change);
    return `${SIGNS[type]} ${kind} ${name}`;
  });
  return [...named, ...(changes.length > NAMED ? [`${changes.length - NAMED} more`] : [])].join(", ");
}
