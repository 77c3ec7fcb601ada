// What `up` has to do: what is due, and on a database without a history the baseline first, where there is one.
import { versionKey } from "../core/version.ts";
import { type Install, installOf } from "./apply-baseline.ts";
import type { Project } from "./project.ts";
import { chooseUp, type Due, type UpChoice } from "./select.ts";
import type { Survey } from "./survey.ts";

export interface Now {
  /** Without what the baseline covers. */
  readonly due: readonly Due[];
  readonly install?: Install;
}

/** Throws for what a person must decide first. */
export async function nowOf(project: Project, found: Survey, choice: UpChoice): Promise<Now> {
  const due = chooseUp(found.standings, choice, project.settings.order);
  const install = await installOf(project, found, choice);
  if (!install) return { due };
  const covered = new Set(install.baseline.covers.map(({ version }) => versionKey(version)));
  return { due: due.filter(({ version }) => !covered.has(versionKey(version))), install };
}

/** In the order in which it runs, the baseline as something that runs like the others. */
export function allOf({ due, install }: Now): readonly Due[] {
  return install ? [install.due, ...due] : due;
}
