// Writes what happens as lines of JSON to standard output, where Lambda's logs come from.
import type { Event, Reporter } from "../../core/event.ts";

const LONGEST_TEXT = 300;

export const log: Reporter = (event) => write(event);

/** One line; Lambda adds the time. */
export function write(event: Event | { readonly type: string }): void {
  process.stdout.write(`${JSON.stringify(shortened(event))}\n`);
}

/** A statement may be as long as a file. */
function shortened(event: object): object {
  if (!("text" in event) || typeof event.text !== "string" || event.text.length <= LONGEST_TEXT) return event;
  return { ...event, text: `${event.text.slice(0, LONGEST_TEXT)}…` };
}
