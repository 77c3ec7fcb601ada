// Where a finding is, for the formats that name a place.
import type { Finding } from "../../core/finding.ts";

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A finding about a whole file is on its first line. */
export function placeOf({ at, end }: Finding): Place {
  const { file = "", line = 1, column = 1 } = at ?? {};
  return { file, line, column, endLine: end?.line ?? line, endColumn: end?.column ?? column };
}
