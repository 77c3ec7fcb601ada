// Waits until something is so, and fails when it never is.
import { setTimeout as sleep } from "node:timers/promises";

export async function until(look: () => Promise<boolean>, patienceMs = 30_000): Promise<void> {
  const end = Date.now() + patienceMs;
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`not so after ${patienceMs} ms: ${look}`);
    await sleep(30);
  }
}
