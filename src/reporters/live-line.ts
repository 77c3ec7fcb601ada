// The redrawn line of a terminal; where lines cannot be redrawn, a sign of life when a step takes long.
import { formatDuration } from "../core/duration.ts";
import type { Event } from "../core/event.ts";
import { itemsInWords } from "./describe.ts";
import { progressLine } from "./progress.ts";
import type { ReporterOptions } from "./reporter.ts";
import { oneLine, truncate } from "./text-width.ts";

const REDRAW_MS = 100;
const SIGN_OF_LIFE_MS = 30_000;
const IDLE = { current: "", detail: "", fraction: 0 };
const CLEAR_LINE = "\r\x1b[2K";

export interface LiveLine {
  /** Keeps up with the run. */
  follow(event: Event): void;
  /** Prints whole lines above the live one. */
  print(lines: readonly string[]): void;
  close(): void;
}

export function liveLine({ screen, quiet, now }: ReporterOptions): LiveLine {
  let timer: ReturnType<typeof setInterval> | undefined;
  let drawn = false;
  let startedAt = 0;
  let stepAt = 0;
  let run = { total: 0, done: 0, ...IDLE };
  let waiting: { readonly what: string; readonly since: number } | undefined;

  function clear(): void {
    if (drawn) screen.write(CLEAR_LINE);
    drawn = false;
  }

  function draw(): void {
    const state = { ...run, elapsedMs: now() - startedAt, waiting: waiting !== undefined };
    const detail = waiting
      ? `waits for ${waiting.what}, ${formatDuration(now() - waiting.since)}`
      : run.detail;
    screen.write(CLEAR_LINE + progressLine({ ...state, detail }, screen));
    drawn = true;
  }

  function signOfLife(): void {
    if (run.current === "") return;
    const what = run.detail === "" ? "" : `: ${truncate(oneLine(run.detail), 100)}`;
    screen.write(`${run.current} has been running for ${formatDuration(now() - stepAt)}${what}\n`);
  }

  function start(total: number): void {
    stop();
    startedAt = now();
    stepAt = startedAt;
    waiting = undefined;
    run = { total, done: 0, ...IDLE };
    if (quiet || total === 0) return;
    timer = screen.interactive ? setInterval(draw, REDRAW_MS) : setInterval(signOfLife, SIGN_OF_LIFE_MS);
    // A reporter never keeps the process alive.
    timer.unref();
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
    clear();
  }

  function follow(event: Event): void {
    if (event.type === "blocked") waiting = { what: "a lock", since: now() - event.waitedMs };
    else if (event.type === "lock-waiting") {
      waiting = { what: event.holder, since: now() - event.waitedMs };
    } else if (event.type !== "notice") waiting = undefined;
    switch (event.type) {
      case "run-started":
      case "proofs-started":
        start(event.total);
        return;
      case "migration-started":
      case "proof-started":
        stepAt = now();
        run = { ...run, ...IDLE, current: event.name };
        return;
      case "step-started":
        stepAt = now();
        run.current = `${event.name} step ${event.step + 1}/${event.steps}`;
        run.detail = event.text;
        run.fraction = event.step / Math.max(1, event.steps);
        return;
      case "items":
        run.detail = itemsInWords(event);
        run.fraction = event.total === 0 ? 0 : event.done / event.total;
        return;
      case "migration-finished":
      case "migration-proved":
        run = { ...run, ...IDLE, done: run.done + 1 };
        return;
      case "migration-failed":
      case "run-finished":
      case "proofs-finished":
        stop();
        return;
      default:
        return;
    }
  }

  return {
    follow,
    print(lines) {
      clear();
      screen.write(`${lines.join("\n")}\n`);
      if (timer !== undefined && screen.interactive) draw();
    },
    close: stop,
  };
}
