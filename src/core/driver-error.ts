// What a database or the way to it reported, with all that it said; engines decide what it means.

export interface DriverErrorFields {
  /** SQLSTATE, or an exception's name; `LOST` when the connection broke. */
  readonly code: string;
  readonly severity?: string | undefined;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  readonly where?: string | undefined;
  readonly position?: number | undefined;
  readonly done?: number;
  readonly cause?: unknown;
}

/** Thrown by a session; never shown to people as it is. */
export class DriverError extends Error {
  readonly code: string;
  readonly severity: string;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly where: string | undefined;
  /** 1-based, in characters (code points) of what was sent. */
  readonly position: number | undefined;
  /** How many statements of what was sent had completed. */
  readonly done: number;

  constructor(message: string, fields: DriverErrorFields) {
    super(message, fields.cause === undefined ? {} : { cause: fields.cause });
    this.name = "DriverError";
    this.code = fields.code;
    this.severity = fields.severity ?? "ERROR";
    this.detail = fields.detail;
    this.hint = fields.hint;
    this.where = fields.where;
    this.position = fields.position;
    this.done = fields.done ?? 0;
  }
}

/** The code of a connection that broke. */
export const LOST = "LOST";
