// What a rule, a check or a source found: the one shape for "look at this".
import type { Location } from "./errors.ts";

export interface Finding {
  readonly rule: string;
  readonly severity: "error" | "warning" | "note";
  readonly message: string;
  readonly hint?: string;
  readonly at?: Location;
}
