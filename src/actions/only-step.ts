// The step of a program that has one: a module of migrations that change items.
import { GodwitError } from "../core/errors.ts";
import type { Program, Step } from "../core/step.ts";

export function onlyStep({ steps }: Program, file: string): Step {
  const [step] = steps;
  if (step && steps.length === 1) return step;
  throw new GodwitError("BUG", `${file} has ${steps.length} steps, where a module has one`);
}
