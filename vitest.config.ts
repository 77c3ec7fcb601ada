import { defineConfig } from "vitest/config";

// `unit` sits beside the code and needs nothing, and `npm run check` runs it; `cases` are many texts that need nothing;
// `server` runs the built command against real servers; `long` takes its time.
const CASES = ["test/split-cases.test.ts", "test/lint-cases.test.ts", "test/lint-own-cases.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "src/**/*.test.ts",
            "test/architecture.test.ts",
            "test/manual-reference.test.ts",
            "test/lint-manual.test.ts",
          ],
          testTimeout: 20_000,
          // Nothing that a unit test leaves behind may matter to another: they share two processes, for speed.
          isolate: false,
          maxWorkers: 2,
          // One project after the other, the quick one first.
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "cases",
          include: CASES,
          testTimeout: 20_000,
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "server",
          include: ["test/**/*.test.ts"],
          exclude: [
            "test/architecture.test.ts",
            "test/manual-reference.test.ts",
            "test/lint-manual.test.ts",
            ...CASES,
            "test/long/**",
          ],
          globalSetup: ["test/support/global-setup.ts"],
          testTimeout: 120_000,
          sequence: { groupOrder: 2 },
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "long",
          include: ["test/long/**/*.test.ts"],
          globalSetup: ["test/support/global-setup.ts"],
          testTimeout: 1_800_000,
          sequence: { groupOrder: 3 },
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
