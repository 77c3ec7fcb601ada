// What a step takes, costs and whether it comes back, for a plan.
import { grouped } from "../../core/grouped.ts";
import type { TableDescription } from "../call.ts";
import { settingOf } from "./settings.ts";
import { inverseOf, stepInWords, type TableStep } from "./step.ts";

/** Lines for people; `description` of the table as it is, where there is one. */
export function stepNotes(step: TableStep, description: TableDescription | null): readonly string[] {
  const { takes, costs } = effectsOf(step, description);
  const inverse = inverseOf(step);
  return [
    `takes ${takes}`,
    ...(costs === null ? [] : [`costs ${costs}`]),
    inverse
      ? `\`down\` would ${stepInWords(inverse)}${step.do === "create" ? ", when it is empty" : ""}`
      : "`down` cannot bring it back",
  ];
}

function effectsOf(step: TableStep, description: TableDescription | null) {
  switch (step.do) {
    case "create":
      return { takes: "seconds to minutes", costs: null };
    case "delete":
      return { takes: "minutes", costs: null };
    case "drop-index":
      return { takes: "minutes; queries on it fail at once", costs: null };
    case "add-index":
      return { takes: fillingTime(description), costs: fillingCost(description) };
    case "set":
      return settingOf(step.setting).effects(step.from, step.to);
  }
}

function fillingTime(description: TableDescription | null): string {
  const { ItemCount = 0 } = description ?? {};
  const items = ItemCount > 0 ? ` and longer for ${grouped(ItemCount)} items` : " even when empty";
  return `5 to 15 minutes${items}; the table is read and written as before`;
}

/** Every item that has the keys is written once more, and stored twice where all of it is projected. */
function fillingCost(description: TableDescription | null): string {
  const { ItemCount = 0, TableSizeBytes = 0 } = description ?? {};
  const units = Math.max(ItemCount, Math.ceil(TableSizeBytes / 1024));
  const gigabytes = TableSizeBytes / 2 ** 30;
  return `up to ${grouped(units)} write units to fill it, ${gigabytes.toFixed(2)} GB more to store, and a write unit or two more for each write that touches its keys`;
}
