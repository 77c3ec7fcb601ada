// Runs what must fail and answers its error, so that a test can look at code, message, hint and place.
import { GodwitError } from "../../src/core/errors.ts";

export async function failureOf(work: () => unknown): Promise<GodwitError> {
  try {
    await work();
  } catch (thrown) {
    if (thrown instanceof GodwitError) return thrown;
    throw thrown;
  }
  throw new Error("this should have failed");
}
