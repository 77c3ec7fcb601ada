// The two clocks of a lease: one that never jumps, and one that goes on while the machine is frozen.

export interface Instant {
  readonly monotonic: number;
  readonly wall: number;
}

export type Clock = () => Instant;

export const systemClock: Clock = () => ({ monotonic: performance.now(), wall: Date.now() });

/**
 * Milliseconds since `then`, by whichever clock says more: the monotonic clock stops while a Lambda is frozen,
 * the wall clock may be set back. Too old is safe, too young is not (ruling 29).
 */
export function ageOf(then: Instant, now: Instant): number {
  return Math.max(now.monotonic - then.monotonic, now.wall - then.wall);
}
