// How long to pause between tries: exponential, with jitter, inside a budget (ruling 5).

export interface Backoff {
  /** Milliseconds to pause before the next try, or null when the budget is spent. */
  next(): number | null;
  readonly attempts: number;
  remainingMs(): number;
}

export interface BackoffOptions {
  readonly budgetMs: number;
  readonly firstMs?: number;
  readonly longestMs?: number;
  readonly now: () => number;
  readonly random: () => number;
}

/** The budget counts from now and includes the tries themselves, not only the pauses. */
export function backoff({
  budgetMs,
  firstMs = 100,
  longestMs = 5_000,
  now,
  random,
}: BackoffOptions): Backoff {
  const end = now() + budgetMs;
  let attempts = 0;
  return {
    next() {
      const remaining = end - now();
      if (remaining <= 0) return null;
      const ceiling = Math.min(longestMs, firstMs * 2 ** attempts);
      attempts++;
      // "Equal jitter": never below half, so that a retry never becomes a busy loop.
      return Math.min(remaining, Math.round(ceiling / 2 + (ceiling / 2) * random()));
    },
    get attempts() {
      return attempts;
    },
    remainingMs: () => Math.max(0, end - now()),
  };
}
