// Reads the files while the connection is being made; what is wrong with the files is told first all the same.
import type { Database } from "../core/engine.ts";
import type { Collection } from "../core/migration.ts";
import type { Project } from "./project.ts";

export interface ReadFiles {
  readonly collection: Collection;
  /** Throws what opening threw, however early that was. */
  open(): Promise<Database>;
}

export async function readWhileOpening(project: Project): Promise<ReadFiles> {
  const { engine, source } = project;
  const early = engine.opensFreely ? begin(project) : undefined;
  try {
    return { collection: await source.collect(), open: () => early ?? engine.open(project) };
  } catch (error) {
    // Not waited for: the server may be one that never answers.
    void early?.then((database) => database.close()).catch(() => undefined);
    throw error;
  }
}

function begin(project: Project): Promise<Database> {
  const opening = project.engine.open(project).then((database) => {
    database.ahead?.();
    return database;
  });
  // Whoever opens hears of it.
  opening.catch(() => undefined);
  return opening;
}
