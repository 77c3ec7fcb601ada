// A step of which nothing was seen, but for what a test says.
import type { RehearsedStep } from "../../src/actions/rehearsed-step.ts";

export function rehearsedStep(more: Partial<RehearsedStep> & Pick<RehearsedStep, "at">): RehearsedStep {
  return {
    sql: "",
    part: 0,
    transaction: "shared",
    locks: [],
    rewrites: [],
    scans: [],
    rows: 0,
    changesRows: false,
    losesData: null,
    estimate: null,
    blockedMs: null,
    ...more,
  };
}
