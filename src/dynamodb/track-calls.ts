// Notes every call that a migration starts on its context, so that none outlives it.
import type { DynamoContext, KeyValue } from "../core/module-dynamo.ts";

/** Works like `context`, and adds the promise of each call to `started`. */
export function trackCalls(context: DynamoContext, started: Promise<unknown>[]): DynamoContext {
  const note = <T>(call: () => Promise<T>): Promise<T> => {
    const running = start(call);
    started.push(running);
    // Its failure is met in turn; until then it must not count as unhandled.
    running.catch(() => undefined);
    return running;
  };
  return {
    signal: context.signal,
    log: context.log,
    config<T extends object>(partitionKey: KeyValue, sortKey?: KeyValue) {
      const item = context.config<T>(partitionKey, sortKey);
      return { update: (change: (item: T) => object) => note(() => item.update(change)) };
    },
    get: <T extends object>(partitionKey: KeyValue, sortKey?: KeyValue) =>
      note(() => context.get<T>(partitionKey, sortKey)),
    put: (item) => note(() => context.put(item)),
  };
}

/** A call that throws at once fails as a promise all the same. */
async function start<T>(call: () => Promise<T>): Promise<T> {
  return call();
}
