// Looks at what a migration asks of a transform: plain JavaScript may ask anything.
import { GodwitError } from "../core/errors.ts";
import type { Expect, TransformOptions } from "../core/module-dynamo.ts";
import { nearest } from "../core/nearest.ts";
import type { TransformRequest } from "./context-options.ts";
import { BANDS } from "./transform/expect.ts";
import type { ItemChange } from "./transform/plan-item.ts";

const KEYS = ["index", "filter", "expect", "segments"];

/** Throws MODULE_INVALID. */
export function transformWish(first: unknown, second: unknown): Omit<TransformRequest, "number"> {
  const [options, change] = typeof first === "function" ? [{}, first] : [first, second];
  if (typeof change !== "function") throw invalid("needs a function");
  if (typeof options !== "object" || options === null) throw invalid("takes options as an object");
  for (const key of Object.keys(options)) {
    if (!KEYS.includes(key)) throw invalid(`does not know \`${key}\``, nearest(key, KEYS) ?? KEYS.join(", "));
  }
  const { expect, segments, filter } = options as TransformOptions;
  if (segments !== undefined && !(Number.isInteger(segments) && segments >= 1 && segments <= 1_000_000)) {
    throw invalid("has `segments` that is no whole number from 1 to 1,000,000");
  }
  if (filter !== undefined && typeof filter.expression !== "string") {
    throw invalid(
      "has a `filter` without an `expression`",
      'filter: { expression: "begins_with(PK, :p)", … }',
    );
  }
  if (expect !== undefined) refuseBands(expect);
  // Both were looked at; what the function takes is the migration's word about its own items.
  return { options: options as TransformOptions, change: change as ItemChange };
}

function refuseBands(expect: Expect): void {
  for (const [name, band] of Object.entries(expect)) {
    if (!(BANDS as readonly string[]).includes(name)) {
      throw invalid(`does not know \`expect.${name}\``, nearest(name, BANDS) ?? BANDS.join(", "));
    }
    const ordered =
      Array.isArray(band) && band.length === 2 && band.every(Number.isFinite) && band[0] <= band[1];
    if (!ordered)
      throw invalid(`has no two numbers in \`expect.${name}\``, `expect: { ${name}: [900, 1100] }`);
  }
}

function invalid(why: string, instead = "ctx.transform((item) => item)"): GodwitError {
  return new GodwitError("MODULE_INVALID", `a transform ${why}`, {
    hint: `write ${instead}, then run \`godwit up\` again`,
  });
}
