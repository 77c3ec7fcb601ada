// How fast a transform may write: paid after the fact from what DynamoDB says a write cost, halved when it throttles.

export interface Pace {
  /** Waits until a write may be sent. */
  turn(): Promise<void>;
  /** What a write has cost. */
  spent(units: number): void;
  /** DynamoDB refused a write because we are too fast. */
  throttled(): void;
  /** Another ceiling, in write units per second; none is no limit. */
  limit(ceiling: number | undefined): void;
}

export interface PaceOptions {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** The share of the ceiling that comes back each second without throttling. */
const RECOVERY = 0.05;
/** Many writes are refused at once: that is one reason to slow down, not many. */
const ONE_THROTTLE_MS = 200;
const SLOWEST = 1;
/** What may be saved up while nothing is written, in seconds of the rate. */
const BURST_S = 0.25;

/** The bucket may go below zero: what a write costs is known only when it is done. */
export function pace({ now, sleep }: PaceOptions): Pace {
  let ceiling = Number.POSITIVE_INFINITY;
  let rate = ceiling;
  let tokens = 0;
  let filledAt = now();
  let slowedAt = Number.NEGATIVE_INFINITY;
  // What is really written per second, to know what half of "as fast as it goes" is.
  let observed = 0;
  let since = now();
  let spentSince = 0;

  const fill = (): void => {
    const at = now();
    const seconds = Math.max(0, at - filledAt) / 1000;
    filledAt = at;
    if (rate === Number.POSITIVE_INFINITY) return;
    tokens = Math.min(rate * BURST_S, tokens + rate * seconds);
    if (at - slowedAt > 1000) recover(seconds);
  };
  const recover = (seconds: number): void => {
    const full = ceiling === Number.POSITIVE_INFINITY ? observed * 2 : ceiling;
    rate += full * RECOVERY * seconds;
    if (rate >= full) rate = ceiling;
  };
  const measure = (): void => {
    const seconds = (now() - since) / 1000;
    if (seconds < 0.5) return;
    if (rate === Number.POSITIVE_INFINITY) observed = Math.max(SLOWEST, spentSince / seconds);
    since = now();
    spentSince = 0;
  };

  return {
    async turn() {
      fill();
      while (rate !== Number.POSITIVE_INFINITY && tokens <= 0) {
        await sleep(Math.min(1_000, Math.max(5, (-tokens / rate) * 1000)));
        fill();
      }
    },
    spent(units) {
      fill();
      spentSince += units;
      measure();
      if (rate !== Number.POSITIVE_INFINITY) tokens -= units;
    },
    throttled() {
      if (now() - slowedAt < ONE_THROTTLE_MS) return;
      fill();
      measure();
      slowedAt = now();
      const before = rate === Number.POSITIVE_INFINITY ? Math.max(observed, SLOWEST * 2) : rate;
      rate = Math.max(SLOWEST, before / 2);
      tokens = Math.min(tokens, 0);
    },
    limit(next) {
      fill();
      const to = next === undefined ? Number.POSITIVE_INFINITY : Math.max(SLOWEST, next);
      if (to === ceiling) return;
      // A rate that throttling has lowered stays lower.
      rate = rate === ceiling ? to : Math.min(rate, to);
      ceiling = to;
    },
  };
}
