// A run that must be over at a time that its platform sets, and that goes on in another one.
import { GodwitError } from "../core/errors.ts";

/** What a run with an end asks; see decision 0043. */
export interface Slice {
  /** Until what runs is cancelled. */
  remainingMs(): number;
  /** Throws CONTINUE where hardly a part would end in time. */
  insist(name: string): void;
  /** Runs a part, so that the next one knows how long they take. */
  part<T>(name: string, work: () => Promise<T>): Promise<T>;
}

export interface OpenSlice extends Slice {
  /** Aborts at the end, with CONTINUE as its reason. */
  readonly signal: AbortSignal;
  /** How many parts were finished. */
  parts(): number;
  /** Takes the clock away: call it when the run is over. */
  close(): void;
}

/** A slice of so many milliseconds from now. */
export function sliceOf(limitMs: number, now: () => number = () => performance.now()): OpenSlice {
  const end = now() + limitMs;
  const stopping = new AbortController();
  const timer = setTimeout(() => stopping.abort(toContinue()), Math.max(0, limitMs));
  let longest = 0;
  let finished = 0;
  const remainingMs = (): number => Math.max(0, end - now());
  const insist = (name: string): void => {
    // A part that takes more than half of a slice would never be given another chance.
    if (remainingMs() < Math.min(longest, limitMs / 2) || remainingMs() === 0) throw toContinue(name);
  };
  return {
    signal: stopping.signal,
    remainingMs,
    insist,
    async part(name, work) {
      insist(name);
      const start = now();
      const result = await work();
      longest = Math.max(longest, now() - start);
      finished++;
      return result;
    },
    parts: () => finished,
    close: () => clearTimeout(timer),
  };
}

/** The reason why a run was stopped to be continued; undefined where it was stopped for another. */
export function continuation(error: unknown, signal: AbortSignal): GodwitError | undefined {
  return [error, signal.reason].find((one): one is GodwitError => isContinuation(one));
}

export function isContinuation(error: unknown): boolean {
  return error instanceof GodwitError && error.code === "CONTINUE";
}

function toContinue(name?: string): GodwitError {
  const what = name === undefined ? "the run" : name;
  return new GodwitError("CONTINUE", `the time is up: ${what} goes on in the next invocation`);
}
