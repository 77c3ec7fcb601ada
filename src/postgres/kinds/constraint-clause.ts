// A constraint as CREATE TABLE and ADD CONSTRAINT write it.
import type { Fact } from "../../core/fact.ts";
import { name } from "../identifier.ts";
import { printed } from "../kind.ts";
import { type Sql, sql } from "../sql.ts";

export function constraintClause({ id: { path }, attributes }: Fact): Sql {
  return sql`constraint ${name(path[2] as string)} ${printed(String(attributes.definition))}`;
}
