// The fields that every JSON document begins with, and how it tells an error (CONTRACT section 5).
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

export function commandDocument({
  fields,
  error,
  ...about
}: DocumentAbout): Readonly<Record<string, unknown>> {
  return { ...about, ...fields, ...(error ? { error: errorFields(error) } : {}) };
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
