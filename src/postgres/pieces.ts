// A batch is a list of pieces, one statement each, sent as one simple query; an error is traced back to its piece.
import type { DriverError } from "../core/driver-error.ts";
import type { Operation, StatementOperation } from "./operation.ts";
import type { SqlAnswer, SqlResult, SqlSession } from "./session.ts";
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
  /** Hears what the statement gave. */
  readonly answered?: (result: SqlResult) => void;
  /** The next piece must arrive in another batch. */
  readonly last?: boolean;
}

/** Sends pieces on a session that somebody watches. */
export type Run = (pieces: Iterable<Piece>) => Promise<SqlAnswer>;

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
  readonly onDone?: (piece: Piece) => void;
  readonly onStart?: (piece: Piece) => void;
}

/**
 * Sends all pieces in as few batches as sensible and answers what the last batch gave: a file of hundreds of thousands
 * of statements must keep neither its pieces nor their results. Throws `PieceError` about the piece that failed.
 */
export async function send(pieces: Iterable<Piece>, options: SendOptions): Promise<SqlAnswer> {
  let answer: SqlAnswer = [];
  for (const batch of batches(pieces)) answer = await sendBatch(batch, options);
  return answer;
}

/** One array, emptied for the next batch: what a settled promise still refers to is collected late. */
function* batches(pieces: Iterable<Piece>): Generator<readonly Piece[]> {
  const batch: Piece[] = [];
  let size = 0;
  for (const piece of pieces) {
    size += piece.sql.text.length;
    if (batch.length > 0 && (size > BATCH_CHARACTERS || batch.length === BATCH_PIECES)) {
      yield batch;
      batch.length = 0;
      size = piece.sql.text.length;
    }
    batch.push(piece);
    if (piece.last) {
      yield batch;
      batch.length = 0;
      size = 0;
    }
  }
  if (batch.length > 0) yield batch;
}

async function sendBatch(
  batch: readonly Piece[],
  { session, onDone, onStart }: SendOptions,
): Promise<SqlAnswer> {
  // A line break after each statement, because it may end in a `--` comment.
  const text = batch.map((piece) => piece.sql.text).join("\n;\n");
  const copyData = batch.flatMap((piece) => (piece.copyData === undefined ? [] : [piece.copyData]));
  onStart?.(batch[0] as Piece);
  try {
    const answer = await session.run(verbatim(text), {
      copyData,
      onDone: (done) => {
        onDone?.(batch[done - 1] as Piece);
        const next = batch[done];
        if (next) onStart?.(next);
      },
    });
    for (const [index, piece] of batch.entries()) piece.answered?.(answer[index] as SqlResult);
    return answer;
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
