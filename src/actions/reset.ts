// Builds a development database anew: the old one stays until the new one is complete.
import { GodwitError } from "../core/errors.ts";
import type { Project } from "./project.ts";
import type { RunReport } from "./run-report.ts";
import { up } from "./up.ts";
import { withLock } from "./with-lock.ts";

/** A run that fails leaves the old database as it was; its report says what failed. */
export async function reset(project: Project): Promise<RunReport> {
  const { engine, settings } = project;
  if (!engine.rebuild) {
    throw new GodwitError("NOT_SUPPORTED", "only a PostgreSQL database can be built anew");
  }
  // First of all: it finishes what a reset that was cut off left between two names.
  const { engine: fresh, takePlace, discard } = await engine.rebuild();
  try {
    await insistOnNobody(project, settings.waitMs);
    const report = await up({ ...project, engine: fresh });
    await (report.error ? discard() : takePlace());
    return report;
  } catch (error) {
    // The failure is what the caller must hear.
    await discard().catch(() => undefined);
    throw error;
  }
}

/** The lock goes with the old database, so that it cannot be held until the end. */
async function insistOnNobody(project: Project, waitMs: number): Promise<void> {
  const database = await project.engine.open(project);
  try {
    await withLock(project, database, { wish: { purpose: "reset", waitMs }, work: async () => undefined });
  } finally {
    await database.close();
  }
}
