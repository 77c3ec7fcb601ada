// How long a migration may wait for locks, all tries of one part together.
import { type Backoff, backoff } from "../core/retry.ts";

/** Waiting for locks is bounded per part: the time that earlier parts took to run does not count. */
export class LockBudget {
  readonly #budgetMs: number;
  #backoff: Backoff | undefined;
  #stepsDone = -1;
  #attempts = 0;

  constructor(budgetMs: number) {
    this.#budgetMs = budgetMs;
  }

  get attempts(): number {
    return this.#attempts;
  }

  /** How long to pause before the next try of the part at this step; null when its budget is spent. */
  next(stepsDone: number): { readonly delayMs: number | null; readonly remainingMs: number } {
    if (!this.#backoff || stepsDone !== this.#stepsDone) {
      this.#backoff = backoff({
        budgetMs: this.#budgetMs,
        now: () => performance.now(),
        random: Math.random,
      });
      this.#stepsDone = stepsDone;
    }
    const remainingMs = this.#backoff.remainingMs();
    const delayMs = this.#backoff.next();
    if (delayMs !== null) this.#attempts++;
    return { delayMs, remainingMs };
  }
}
