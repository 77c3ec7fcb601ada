// Keeps a long run small: V8 lets the garbage of many short requests pile up to several times what is alive.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const LOOK_MS = 1_000;
/** What a run of many requests is alive with is a tenth of this, beside Node and the SDK themselves. */
const ENOUGH_BYTES = 140_000_000;

/** Collects whenever the process is larger than it need be; a collection takes some tens of milliseconds. */
export async function withSteadyMemory<T>(work: () => Promise<T>): Promise<T> {
  let collect: (() => void) | undefined;
  const timer = setInterval(() => {
    if (process.memoryUsage.rss() < ENOUGH_BYTES) return;
    collect ??= collector();
    collect();
  }, LOOK_MS).unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

function collector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
