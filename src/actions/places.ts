// Where migrations are applied: the standings of each environment that can be reached.
import { asGodwitError } from "../core/errors.ts";
import { mask } from "../core/mask.ts";
import type { StandingName } from "../core/standing.ts";
import type { Project } from "./project.ts";
import { status } from "./status.ts";

/** A database with a history: an environment, or the only one there is. */
export interface Place {
  readonly name: string;
  /** By version as its file has it; null where the database could not be reached. */
  readonly standings: ReadonlyMap<string, Applied> | null;
  /** Why it could not be reached. */
  readonly unreached?: string;
}

export interface Applied {
  readonly version: string;
  readonly name: string;
  readonly standing: StandingName;
  /** As ISO 8601 in UTC, to the second; null where it is not applied. */
  readonly at: string | null;
  readonly by: string | null;
}

/** Nothing is thrown: a database that cannot be reached is a place of which nothing is known. */
export async function placeOf(name: string, open: () => Promise<Project>): Promise<Place> {
  try {
    const { standings } = await status(await open());
    return {
      name,
      standings: new Map(
        standings.map(({ version, name: migration, standing, record }) => [
          version,
          {
            version,
            name: migration,
            standing,
            at: record?.success ? `${record.appliedAt.toISOString().slice(0, 19)}Z` : null,
            by: record?.success ? record.appliedBy : null,
          },
        ]),
      ),
    };
  } catch (error) {
    // It ends up in a file that is committed.
    return { name, standings: null, unreached: mask(asGodwitError(error).message) };
  }
}
