// What the values of flags mean: durations and counts, refused with what they should look like.
import { parseDuration } from "../core/duration.ts";
import { GodwitError } from "../core/errors.ts";

/** Milliseconds. */
export function duration(text: string, flag: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  throw new GodwitError("USAGE", `${flag} "${text}" is not a duration`, {
    hint: "write it as 500ms, 30s, 10m or 0",
  });
}

export function count(text: string, flag: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new GodwitError("USAGE", `${flag} "${text}" is not a count`, { hint: "write a whole number from 1" });
}
