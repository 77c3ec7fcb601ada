import { describe, expect, it } from "vitest";
import type { HistoryRecord } from "./history.ts";
import { resumePoint } from "./resume.ts";
import type { Program, Step } from "./step.ts";

const steps = ["a", "b", "c"].map(
  (hash, index): Step => ({
    op: null,
    text: hash,
    hash,
    at: { file: "x.sql", line: index + 1 },
    afterCrash: "ask",
    ...(hash === "a" ? { sessionOnly: true } : {}),
  }),
);
const program: Program = { steps, parts: [], notes: [], atomic: false };

function record(part: Partial<HistoryRecord>): HistoryRecord {
  return {
    version: "1",
    name: "1_x",
    success: false,
    stepsDone: 0,
    stepsHash: [],
    stepStarted: null,
    ...part,
  } as HistoryRecord;
}

describe("where to go on", () => {
  it("starts at the first step when nothing was done", () => {
    expect(resumePoint(undefined, program)).toEqual({ next: 0, open: false, replay: [] });
    expect(resumePoint(record({}), program)).toEqual({ next: 0, open: false, replay: [] });
  });

  it("goes on behind the done steps and repeats what set up the session", () => {
    expect(resumePoint(record({ stepsDone: 2, stepsHash: ["a", "b"] }), program)).toEqual({
      next: 2,
      open: false,
      replay: [steps[0]],
    });
  });

  it("knows an announced step", () => {
    const open = record({ stepsDone: 1, stepsHash: ["a", "b"], stepStarted: new Date() });
    expect(resumePoint(open, program)).toMatchObject({ next: 1, open: true });
  });

  it.each([
    ["an executed step", ["z"], 1, null],
    ["the announced step", ["a", "z"], 1, new Date()],
    ["fewer steps than were executed", ["a", "b", "c", "d"], 4, null],
  ])("stops when %s was edited", (_, stepsHash, stepsDone, stepStarted) => {
    expect(() => resumePoint(record({ stepsHash, stepsDone, stepStarted }), program)).toThrow(
      expect.objectContaining({ code: "STEPS_EDITED", status: 3 }),
    );
  });
});
