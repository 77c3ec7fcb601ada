// One transaction for several migrations: each runs as if it were alone, and history and commit come last.
import type { JointTransaction, Parcel, RecordChange, TestResult } from "../core/engine.ts";
import type { Holder } from "./holder.ts";
import { PostgresWork } from "./work.ts";

export class PostgresJointTransaction implements JointTransaction {
  readonly #held: Holder;
  #work: PostgresWork | undefined;
  #start = 0;

  constructor(held: Holder) {
    this.#held = held;
  }

  async run(parcel: Parcel): Promise<TestResult> {
    const first = this.#work === undefined;
    if (first) {
      await this.#held.worker();
      this.#start = performance.now();
    }
    this.#work = new PostgresWork(this.#held, parcel.order);
    return this.#work.inside(parcel, first);
  }

  async commit(changes: readonly RecordChange[]): Promise<void> {
    // What is written gets the age of its transaction added (history.ts), which here is not one migration's time.
    const age = Math.round(performance.now() - this.#start);
    const without = (ms: number): number => ms - age;
    const timed = changes.map(({ put, log, ...change }) => ({
      ...change,
      log:
        log.executionTimeMs === undefined ? log : { ...log, executionTimeMs: without(log.executionTimeMs) },
      ...(put ? { put: { ...put, executionTimeMs: without(put.executionTimeMs) } } : {}),
    }));
    await this.#work?.conclude(timed);
  }
}
