// Runs a batch of statements as one simple query of `pg`: progress, COPY data, and results that take no room.
import type { Connection, QueryResult } from "pg";
import pg from "pg";
import { DriverError, LOST } from "../core/driver-error.ts";
import type { Row, RunWatch, SqlAnswer, SqlResult } from "../postgres/session.ts";
import type { Sql } from "../postgres/sql.ts";

/** Values as the server's text, in results of our own batches. */
const asText = { getTypeParser: () => (value: string) => value };

export async function runBatch(client: pg.Client, batch: Sql, watch: RunWatch = {}): Promise<SqlAnswer> {
  let done = 0;
  const query = new BatchQuery({ text: batch.text, types: asText as never, queryMode: "simple" } as never);
  query.copyData = [...(watch.copyData ?? [])];
  query.completed = () => {
    done++;
    watch.onDone?.(done);
  };
  return new Promise((resolve, reject) => {
    query.callback = (error: Error | null) => {
      if (error) reject(asDriverError(error, done));
      else resolve(query.answer);
    };
    client.query(query as never);
  });
}

const BOOLEAN_OID = 16;

/** One object for all statements of a kind that give no rows, as a file may hold hundreds of thousands of them. */
const withoutRows = new Map<string, SqlResult>();

function resultOf(result: QueryResult<Row>): SqlResult {
  const field = result.fields[0];
  // Rows may have no columns: `select from …` counts them.
  if (field === undefined && result.rows.length === 0) return resultWithoutRows(result.command ?? "");
  if (field === undefined) return { command: result.command ?? "", rows: result.rows, first: null };
  const first = { name: field.name, boolean: field.dataTypeID === BOOLEAN_OID };
  return { command: result.command ?? "", rows: result.rows, first };
}

function resultWithoutRows(command: string): SqlResult {
  let known = withoutRows.get(command);
  if (!known) {
    known = { command, rows: [], first: null };
    withoutRows.set(command, known);
  }
  return known;
}

// `pg` answers CopyInResponse by refusing, and keeps a result of its own for every statement of a batch: these two
// hooks are all that COPY FROM stdin, progress and large files need.
interface QueryInternals {
  callback: ((error: Error | null) => void) | null;
  readonly _result: { -readonly [K in keyof QueryResult<Row>]: QueryResult<Row>[K] | null };
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleCopyInResponse(connection: Connection): void;
}
const BaseQuery = pg.Query as unknown as new (config: never) => QueryInternals;

class BatchQuery extends BaseQuery {
  readonly answer: SqlResult[] = [];
  copyData: string[] = [];
  completed: () => void = () => undefined;

  override handleCommandComplete(message: unknown, connection: Connection): void {
    this.completed();
    super.handleCommandComplete(message, connection);
    const result = this._result;
    this.answer.push(resultOf(result as QueryResult<Row>));
    // The next statement finds it as if it were new.
    result.command = null;
    result.rows = [];
    result.fields = [];
  }

  override handleCopyInResponse(connection: Connection): void {
    const data = this.copyData.shift();
    const raw = connection as unknown as {
      sendCopyFromChunk(chunk: Buffer): void;
      endCopyFrom(): void;
      sendCopyFail(why: string): void;
    };
    if (data === undefined) {
      raw.sendCopyFail("no data was given for this COPY");
      return;
    }
    raw.sendCopyFromChunk(Buffer.from(data, "utf8"));
    raw.endCopyFrom();
  }
}

export function asDriverError(error: unknown, done: number): DriverError {
  if (error instanceof pg.DatabaseError) {
    return new DriverError(error.message, {
      code: error.code ?? "XX000",
      severity: error.severity,
      detail: error.detail,
      hint: error.hint,
      where: error.where,
      position: error.position === undefined ? undefined : Number(error.position),
      done,
      cause: error,
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new DriverError(message, { code: LOST, done, cause: error });
}
