// Asks a person a yes-or-no question; anything but a clear yes is a no.
import { createInterface } from "node:readline";

export interface AskOptions {
  readonly input: NodeJS.ReadableStream;
  write(text: string): void;
  readonly signal: AbortSignal;
}

/** False also when the input ends; rejects with the signal's reason when it aborts. */
export function ask(question: string, { input, write, signal }: AskOptions): Promise<boolean> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const lines = createInterface({ input });
    const cancel = () => {
      // Closing answers "no", so the rejection must come first.
      reject(signal.reason);
      lines.close();
    };
    signal.addEventListener("abort", cancel, { once: true });
    lines.once("line", (answer) => {
      resolve(/^\s*y(?:es)?\s*$/i.test(answer));
      lines.close();
    });
    lines.once("close", () => {
      signal.removeEventListener("abort", cancel);
      resolve(false);
    });
    write(`${question} [y/N] `);
  });
}
