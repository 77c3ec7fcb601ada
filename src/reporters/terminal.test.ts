// What a person reads during a run, on a terminal and in a log.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Blocker, Event } from "../core/event.ts";
import { screenOf } from "./screen.ts";
import { terminal } from "./terminal.ts";

const about = { version: "024", name: "024_add_users" };
const up = "up" as const;
const blocker: Blocker = {
  pid: 4711,
  application: "web",
  user: "app",
  state: "idle in transaction",
  query: "select *\n  from users",
  ageMs: 192_000,
  relation: "public.users",
};
const RUN: readonly Event[] = [
  { type: "run-started", direction: up, runId: "r", total: 2 },
  { type: "migration-started", direction: up, steps: 2, from: 0, parts: 1, ...about },
  {
    type: "step-started",
    step: 0,
    steps: 2,
    text: "alter table users add x int",
    at: { file: "f" },
    ...about,
  },
  { type: "blocked", blockers: [blocker], hidden: false, waitedMs: 1_500, ...about },
  { type: "blocked", blockers: [blocker], hidden: false, waitedMs: 1_900, ...about },
  {
    type: "retrying",
    attempt: 1,
    delayMs: 340,
    remainingMs: 598_000,
    reason: "lock timeout",
    ...about,
  },
  { type: "notice", severity: "WARNING", message: "careful", ...about },
  { type: "migration-finished", direction: up, executionTimeMs: 1_200, steps: 2, retries: 1, ...about },
];

let now = 0;
beforeEach(() => {
  now = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function reporter(options: { isTTY?: boolean; quiet?: boolean; verbose?: boolean } = {}) {
  let written = "";
  const stream = {
    isTTY: options.isTTY ?? false,
    columns: 80,
    write: (text: string) => {
      written += text;
    },
  };
  const screen = screenOf({ stream, variables: { LANG: "C.UTF-8" }, noColor: true, platform: "linux" });
  const open = terminal({
    screen,
    quiet: options.quiet ?? false,
    verbose: options.verbose ?? false,
    variables: {},
    cwd: ".",
    now: () => now,
  });
  return { ...open, written: () => written };
}

describe("in a log", () => {
  it("tells what happened, each blocker once", () => {
    const { report, written } = reporter();
    RUN.forEach(report);
    expect(written()).toBe(
      `applying 2 migrations
◌ 024_add_users waits for a lock, 1.5s so far; it is held by
  pid 4711 web as app on public.users: idle in transaction, transaction open for 3m 12s
    select * from users
  024_add_users: lock timeout; nothing is held; try 2 in 340ms, giving up in 9m 58s
warning: careful
✓ applied 024_add_users (1.2s, 1 retry)
`,
    );
  });

  it("gives a sign of life when a step takes long", () => {
    const { report, written, close } = reporter();
    RUN.slice(0, 3).forEach(report);
    now = 30_000;
    vi.advanceTimersByTime(30_000);
    close();
    now = 90_000;
    vi.advanceTimersByTime(60_000);
    expect(written()).toBe(
      "applying 2 migrations\n024_add_users step 1/2 has been running for 30s: alter table users add x int\n",
    );
  });

  it("quiet keeps waits and failures, and nothing else", () => {
    const { report, written } = reporter({ quiet: true });
    RUN.forEach(report);
    report({ type: "migration-failed", direction: up, step: 1, steps: 2, message: "m", ...about });
    expect(written().split("\n").slice(0, 2)).toEqual([
      "◌ 024_add_users waits for a lock, 1.5s so far; it is held by",
      "  pid 4711 web as app on public.users: idle in transaction, transaction open for 3m 12s",
    ]);
    expect(written()).toContain("✗ applying 024_add_users failed at step 2 of 2\n");
    expect(written()).not.toContain("applied");
  });

  it("verbose tells every step", () => {
    const { report, written } = reporter({ verbose: true });
    RUN.slice(0, 3).forEach(report);
    expect(written()).toContain("024_add_users: 2 steps in 1 part\n");
    expect(written()).toContain("  step 1 of 2: alter table users add x int\n");
  });

  it("says which grant shows a hidden query", () => {
    const { report, written } = reporter();
    report({ type: "blocked", blockers: [], hidden: true, waitedMs: 0, ...about });
    expect(written()).toContain("pg_monitor");
  });
});

describe("on a terminal", () => {
  it("draws one line, within its width, and clears it", () => {
    const { report, written, close } = reporter({ isTTY: true });
    RUN.slice(0, 3).forEach(report);
    now = 4_000;
    vi.advanceTimersByTime(100);
    const lines = written().split("\r\u001b[2K");
    expect(lines.at(-1)).toBe(
      `${"░".repeat(16)} 0/2  4s  024_add_users step 1/2: alter table users add x int`,
    );
    close();
    expect(written().endsWith("\r\u001b[2K")).toBe(true);
  });

  it("estimates what is left once something is done", () => {
    const { report, written } = reporter({ isTTY: true });
    RUN.forEach(report);
    now = 60_000;
    vi.advanceTimersByTime(100);
    expect(written()).toContain("████████░░░░░░░░ 1/2  1m, about 1m left");
  });

  it("counts the time of a wait, and promises nothing meanwhile", () => {
    const { report, written } = reporter({ isTTY: true });
    RUN.forEach(report);
    report({ type: "migration-started", direction: up, steps: 1, from: 0, parts: 1, ...about });
    now = 60_000;
    report({ type: "blocked", blockers: [blocker], hidden: false, waitedMs: 300, ...about });
    now = 62_700;
    vi.advanceTimersByTime(100);
    expect(written().split("\u001b[2K").at(-1)).toBe(
      "████████░░░░░░░░ 1/2  1m 3s  024_add_users: waits for a lock, 3s",
    );
  });

  it("leaves nothing behind at the end of a run", () => {
    const { report, written } = reporter({ isTTY: true });
    RUN.forEach(report);
    report({ type: "run-finished", direction: up, applied: 1, executionTimeMs: 1 });
    const before = written();
    vi.advanceTimersByTime(10_000);
    expect(written()).toBe(before);
    expect(vi.getTimerCount()).toBe(0);
  });
});
