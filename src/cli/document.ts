// The one JSON document that every command prints under --json (CONTRACT section 5).
import type { GodwitError } from "../core/errors.ts";
import { mask } from "../core/mask.ts";

export interface DocumentAbout {
  readonly command: string | null;
  readonly ok: boolean;
  readonly environment: string | null;
  readonly database: string | null;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly error?: GodwitError | undefined;
}

/** Two-space JSON and a line break. */
export function documentText({ fields, error, ...about }: DocumentAbout): string {
  const document = { ...about, ...fields, ...(error ? { error: errorFields(error) } : {}) };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function errorFields({ code, message, hint, at, database }: GodwitError) {
  return {
    code,
    message: mask(message),
    hint: mask(hint),
    file: at?.file ?? null,
    line: at?.line ?? null,
    column: at?.column ?? null,
    sqlstate: database?.code ?? null,
    detail: database?.detail === undefined ? null : mask(database.detail),
  };
}
