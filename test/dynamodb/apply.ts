// Applies or reverts one module through core's ports, in the order in which any action must call them.
import type { Engine, Held, LockOptions, RunIdentity } from "../../src/core/engine.ts";
import type { Event } from "../../src/core/event.ts";
import type { HistoryEventName, HistoryRecord } from "../../src/core/history.ts";
import type { Script } from "../../src/core/migration.ts";
import { resumePoint } from "../../src/core/resume.ts";
import { PLAIN_HEADER } from "./scripts.ts";

export interface ApplyOptions {
  readonly engine: Engine;
  readonly run: RunIdentity;
  readonly version: string;
  readonly name: string;
  readonly script: Script;
  readonly direction?: "up" | "down";
  readonly leaseMs?: number;
  readonly signal?: AbortSignal;
  readonly events?: Event[];
}

/** Answers false when there was nothing to do. */
export async function apply(options: ApplyOptions): Promise<boolean> {
  const { engine, run, version, name, script, direction = "up", leaseMs = 900, events = [] } = options;
  const report = (event: Event): void => {
    events.push(event);
  };
  const database = await engine.open({ run, report });
  try {
    const held = await waitForLock(() =>
      database.tryLock({ purpose: direction, leaseMs } satisfies LockOptions),
    );
    try {
      const record = (await database.history()).records.find((one) => one.version === version);
      if (direction === "up" ? record?.success : !record) return false;
      const program = await engine.read(script, PLAIN_HEADER, { placeholders: {}, direction });
      const { replay } = resumePoint(direction === "up" ? record : undefined, program);
      const work = held.work({
        migration: { version, name },
        lockTimeoutMs: 2_000,
        statementTimeoutMs: 0,
        lockBudgetMs: 10_000,
        replay,
        report,
        signal: options.signal ?? new AbortController().signal,
        onBlocked: () => {},
      });
      const log = (event: HistoryEventName) => ({ event, version, name }) as const;
      const now = recordOf(options, program.steps[0]?.hash ?? "");
      for (const part of program.parts) {
        for (const step of part.steps) {
          if (direction === "up")
            await work.announce(step, { put: { ...now, success: false }, log: log("announced") });
          await work.alone(step);
        }
      }
      await work.record(
        direction === "up"
          ? { put: { ...now, stepsDone: 1, stepStarted: null }, log: log("applied") }
          : { remove: version, log: log("reverted") },
      );
      return true;
    } finally {
      await held.release();
    }
  } finally {
    await database.close();
  }
}

async function waitForLock(
  tryLock: () => ReturnType<Awaited<ReturnType<Engine["open"]>>["tryLock"]>,
): Promise<Held> {
  for (;;) {
    const attempt = await tryLock();
    if ("held" in attempt) return attempt.held;
    await new Promise((resolve) => setTimeout(resolve, attempt.againMs));
  }
}

function recordOf({ run, version, name, script }: ApplyOptions, hash: string): HistoryRecord {
  return {
    version,
    name,
    description: null,
    kind: "data",
    appliedAt: new Date(),
    appliedBy: run.who,
    checksum: script.checksum,
    fingerprint: `v1:${script.checksum}`,
    executionTimeMs: 1,
    success: true,
    stepsDone: 0,
    stepsTotal: 1,
    stepsHash: [hash],
    stepStarted: new Date(),
    error: null,
    rollback: null,
    gitSha: null,
    toolVersion: run.toolVersion,
    runId: run.runId,
  };
}
