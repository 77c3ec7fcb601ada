// The flags that choose among pending migrations, of `up` and of `plan`.
import type { UpChoice } from "../actions/select.ts";
import { count } from "./flag-values.ts";

export const choiceFlags = {
  to: { help: "up to and with this version", value: "VERSION", complete: "versions" },
  only: { help: "this version alone", value: "VERSION", complete: "versions", conflicts: ["to", "count"] },
  count: { help: "at most this many", value: "N", parse: count },
  phase: { help: "only migrations of this phase", value: "PHASE", choices: ["expand", "contract"] },
  kind: { help: "only migrations of this kind", value: "KIND", choices: ["schema", "data"] },
  allowOutOfOrder: { help: "also pending migrations that are older than applied ones" },
} as const;

/** As they are parsed; what was not said is undefined. */
type Said = { readonly [K in keyof UpChoice]?: UpChoice[K] | undefined };

export function choiceOf({ to, only, count, phase, kind, allowOutOfOrder }: Said): UpChoice {
  return {
    ...(allowOutOfOrder === undefined ? {} : { allowOutOfOrder }),
    ...(to === undefined ? {} : { to }),
    ...(only === undefined ? {} : { only }),
    ...(count === undefined ? {} : { count }),
    ...(phase === undefined ? {} : { phase }),
    ...(kind === undefined ? {} : { kind }),
  };
}
