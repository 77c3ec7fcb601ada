// Puts times to rehearsed steps: how long each takes, and how long others wait for what it locks.
import type { Effects, Estimate } from "../core/estimate.ts";
import { blocks } from "./blocking.ts";
import type { RehearsedMigration, RehearsedStep, Unhurried } from "./rehearsed-step.ts";

export function withTimes(
  { steps, ...about }: Unhurried,
  estimate: (step: Effects) => Estimate | null,
): RehearsedMigration {
  const estimates = steps.map(estimate);
  return {
    ...about,
    steps: steps.map((step, index): RehearsedStep => {
      const held = steps.flatMap((other, at) =>
        other.part === step.part && at >= index ? [estimates[at]?.ms ?? null] : [],
      );
      const mine = estimates[index] ?? null;
      return { ...step, estimate: mine, blockedMs: blockedBy(step, held) };
    }),
  };
}

/** From the statement that takes the lock to the end of its transaction; null where one of them may take any time. */
function blockedBy({ locks }: Pick<RehearsedStep, "locks">, held: readonly (number | null)[]): number | null {
  if (!locks.some(({ mode }) => blocks(mode) !== null)) return 0;
  const sum = held.reduce<number | null>((all, ms) => (all === null || ms === null ? null : all + ms), 0);
  return sum === null ? null : Math.round(sum * 10) / 10;
}

/** Less is over before a clock is found. */
const LARGE_BYTES = 1024 * 1024;

/** Something large is read or written: worth finding out how fast that is. */
export function isLarge(migrations: readonly Unhurried[]): boolean {
  return migrations.some(({ steps }) =>
    steps.some(({ scans, rewrites }) =>
      [...scans, ...rewrites].some(({ extent }) => extent && extent.totalBytes > LARGE_BYTES),
    ),
  );
}
