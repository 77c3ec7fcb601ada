// The line that shows how far a run is: what is done, what runs now, for how long, and how long it may still take.
import { formatDuration } from "../core/duration.ts";
import type { Screen } from "./screen.ts";
import { oneLine, truncate } from "./text-width.ts";

export interface ProgressState {
  readonly total: number;
  readonly done: number;
  /** Milliseconds since the run started. */
  readonly elapsedMs: number;
  /** What runs now, such as `024_add_users step 2/5`. */
  readonly current: string;
  /** Its statement, or what it waits for. */
  readonly detail: string;
  /** Something is in the way: how long that takes says nothing about the rest. */
  readonly waiting: boolean;
  /** The share of the current migration that is done, 0 to 1. */
  readonly fraction: number;
}

const BAR = 16;
/** Before that, an estimate says nothing. */
const ETA_AFTER_MS = 3_000;

/** One line of at most the screen's width. */
export function progressLine(state: ProgressState, screen: Screen): string {
  const share = state.total === 0 ? 0 : Math.min(1, (state.done + Math.min(1, state.fraction)) / state.total);
  const full = Math.round(share * BAR);
  const [block, blank] = screen.unicode ? ["█", "░"] : ["#", "-"];
  const bar = block.repeat(full) + blank.repeat(BAR - full);
  const left = state.waiting ? undefined : estimate(share, state.elapsedMs);
  const time = `${formatDuration(state.elapsedMs)}${left === undefined ? "" : `, about ${formatDuration(left)} left`}`;
  const head = `${bar} ${state.done}/${state.total}  ${time}  `;
  const room = screen.width() - head.length - 1;
  const rest = state.detail === "" ? state.current : `${state.current}: ${oneLine(state.detail)}`;
  return `${screen.paint("cyan", bar)}${head.slice(BAR)}${truncate(rest, room)}`;
}

function estimate(share: number, elapsedMs: number): number | undefined {
  if (share <= 0 || share >= 1 || elapsedMs < ETA_AFTER_MS) return undefined;
  return (elapsedMs / share) * (1 - share);
}
