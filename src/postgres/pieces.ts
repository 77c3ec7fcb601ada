// A batch is a list of pieces, one statement each, sent as one simple query; an error is traced back to its piece.
import type { DriverError } from "../core/driver-error.ts";
import type { Operation, StatementOperation } from "./operation.ts";
import type { SqlAnswer, SqlSession } from "./session.ts";
import { type Sql, verbatim } from "./sql.ts";

export interface Piece {
  readonly sql: Sql;
  /** Index of the user's step in the program; none for our own statements. */
  readonly step?: number;
  /** Data for a `COPY … FROM stdin`. */
  readonly copyData?: string;
  /** Asks whether the lock is still ours. */
  readonly fence?: true;
  /** Runs a prepared statement. */
  readonly byName?: true;
  /** The next piece must arrive in another batch. */
  readonly last?: boolean;
}

/** Sends pieces on a session that somebody watches. */
export type Run = (pieces: readonly Piece[]) => Promise<SqlAnswer>;

/** A user's own statement. */
export function pieceOf(operation: Operation): Piece {
  const { text, copyData } = operation as StatementOperation;
  return { sql: verbatim(text), ...(copyData === undefined ? {} : { copyData }) };
}

/** Where a batch failed: the piece, and the position inside its text where the server gave one. */
export interface PieceFailure {
  readonly piece: Piece | undefined;
  /** 1-based, in code points of the piece's text. */
  readonly position: number | undefined;
}

// A bigger batch would make the server read it all before it starts, and an error's text position cost more.
const BATCH_CHARACTERS = 256 * 1024;
const BATCH_PIECES = 500;

export interface SendOptions {
  readonly session: SqlSession;
  readonly onDone?: (piece: Piece, index: number) => void;
  readonly onStart?: (piece: Piece, index: number) => void;
}

/**
 * Sends all pieces in as few batches as sensible and answers what the last batch gave: a file of hundreds of thousands
 * of statements must not keep the results of them all. Throws `PieceError` about the piece that failed.
 */
export async function send(pieces: readonly Piece[], options: SendOptions): Promise<SqlAnswer> {
  let answer: SqlAnswer = [];
  for (let from = 0; from < pieces.length; ) {
    const to = batchEnd(pieces, from);
    answer = await sendBatch(pieces, { from, to, ...options });
    from = to;
  }
  return answer;
}

function batchEnd(pieces: readonly Piece[], from: number): number {
  let size = 0;
  let to = from;
  while (to < pieces.length && to - from < BATCH_PIECES) {
    size += (pieces[to] as Piece).sql.text.length;
    if (size > BATCH_CHARACTERS && to > from) break;
    to++;
    if (pieces[to - 1]?.last) break;
  }
  return to;
}

async function sendBatch(
  pieces: readonly Piece[],
  { from, to, session, onDone, onStart }: SendOptions & { readonly from: number; readonly to: number },
): Promise<SqlAnswer> {
  const batch = pieces.slice(from, to);
  // A line break after each statement, because it may end in a `--` comment.
  const text = batch.map((piece) => piece.sql.text).join("\n;\n");
  const copyData = batch.flatMap((piece) => (piece.copyData === undefined ? [] : [piece.copyData]));
  onStart?.(batch[0] as Piece, from);
  try {
    return await session.run(verbatim(text), {
      copyData,
      onDone: (done) => {
        onDone?.(batch[done - 1] as Piece, from + done - 1);
        const next = batch[done];
        if (next) onStart?.(next, from + done);
      },
    });
  } catch (error) {
    throw new PieceError(error as DriverError, locate(batch, error as DriverError));
  }
}

function locate(batch: readonly Piece[], error: DriverError): PieceFailure {
  const running = batch[error.done];
  // The server counts such a position in the text that was prepared.
  if (error.position === undefined || running?.byName) return { piece: running, position: undefined };
  let start = 0;
  for (const piece of batch) {
    const length = codePoints(piece.sql.text);
    if (error.position <= start + length) return { piece, position: error.position - start };
    start += length + 3;
  }
  return { piece: running, position: undefined };
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** A batch failed at one piece. */
export class PieceError extends Error {
  override readonly cause: DriverError;
  readonly at: PieceFailure;

  constructor(cause: DriverError, at: PieceFailure) {
    super(cause.message, { cause });
    this.name = "PieceError";
    this.cause = cause;
    this.at = at;
  }
}
