// What a requirement or a verify script asks, as a statement that fails where the answer is no (see `checks.ts`).
import type { Step } from "../../core/step.ts";
import { operationOf, type StatementOperation } from "../operation.ts";
import type { Piece } from "../pieces.ts";
import { pieceOf } from "../pieces.ts";
import { body, literal, type Sql, sql, verbatim } from "../sql.ts";

const QUERY = /^\s*(?:select|values|table|with)\b/i;
/** A query that also writes cannot stand in another one: it is run as it is, and fails by itself. */
const WRITES = /\b(?:insert|update|delete|merge|into)\b/i;

export function assertion(step: Step, about: string): Piece {
  const operation = operationOf(step) as StatementOperation;
  const { text, needsRows } = operation;
  if (!QUERY.test(text) || WRITES.test(text)) return pieceOf(operation);
  const fail = (condition: Sql, why: string): Sql =>
    sql`  if ${condition} then raise exception '%', ${literal(`${about}: ${why}`)}; end if;\n`;
  const none = needsRows ? fail(sql`answers = 0`, "there is no such row") : sql``;
  return {
    sql: sql`do ${body(sql`
declare
  wrong bigint;
  answers bigint;
begin
  select count(*) filter (where pg_catalog.pg_typeof(asked.godwit_first) = 'boolean'::pg_catalog.regtype
    and asked.godwit_first::text is distinct from 'true'), count(*) into wrong, answers from (
${verbatim(text)}
  ) as asked (godwit_first);
${fail(sql`wrong > 0`, `it is not true: ${step.text.replace(/\s+/g, " ").slice(0, 200)}`)}${none}end `)}`,
  };
}
