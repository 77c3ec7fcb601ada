// How a change of the history is told.
import type { Amendment } from "../../actions/amend.ts";
import type { Result } from "../command.ts";

export function amendResult({ changed }: Amendment, nothing: string): Result {
  return {
    document: { migrations: changed },
    text: () =>
      changed.length === 0 ? `${nothing}\n` : changed.map(({ name, event }) => `${event} ${name}\n`).join(""),
  };
}
