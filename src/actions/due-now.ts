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
  readonly install?: Install;
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
  if (init) return { due: [], install: init };
  const due = chooseUp(found.standings, choice, project.settings.order);
  const install = await baselineInstallOf(project, found, choice);
  if (!install) return { due };
  const covered = new Set(install.covers.map(({ version }) => versionKey(version)));
  return { due: due.filter(({ version }) => !covered.has(versionKey(version))), install };
}

/** In the order in which it runs, the install as something that runs like the others. */
export function allOf({ due, install }: Now): readonly Due[] {
  return install ? [install.due, ...due] : due;
}
