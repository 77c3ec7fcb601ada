// What `up` has to do: what is due, and on a database without a history the fresh install first, where there is one.
import { versionKey } from "../core/version.ts";
import { baselineInstallOf } from "./apply-baseline.ts";
import { initInstallOf } from "./apply-init.ts";
import type { Bench } from "./apply-one.ts";
import type { Install } from "./install.ts";
import { chooseUp, type Due, type UpChoice } from "./select.ts";
import type { Survey } from "./survey.ts";

export interface Now {
  /** Without what the fresh install covers. */
  readonly due: readonly Due[];
  readonly installs: readonly Install[];
}

/** Throws for what a person must decide first. */
export async function nowOf(
  at: Pick<Bench, "project" | "database">,
  found: Survey,
  choice: UpChoice,
): Promise<Now> {
  const { project } = at;
  const init = await initInstallOf(at, found, choice);
  // What was retired is covered by it, so that nothing is missing.
  const left = init ? found.standings.filter((one) => !isCovered(init, one.version)) : found.standings;
  const due = chooseUp(left, choice, project.settings.order);
  const baseline = await baselineInstallOf(project, found, choice);
  const installs = [baseline, init].filter((one) => one !== undefined);
  return {
    due: due.filter(({ version }) => !installs.some((install) => isCovered(install, version))),
    installs,
  };
}

function isCovered({ covers }: Install, version: string): boolean {
  return covers.some((one) => versionKey(one.version) === versionKey(version));
}

/** In the order in which it runs, the installs as something that runs like the others. */
export function allOf({ due, installs }: Now): readonly Due[] {
  return [...installs.map((install) => install.due), ...due];
}
