// Draws the difference of two schemas into files: what is added, removed and changed.
import { resolve } from "node:path";
import type { DiffReport } from "../actions/diff.ts";
import { GodwitError } from "../core/errors.ts";
import { entityDifference } from "../pages/entities.ts";
import { MERMAID_BY, PAGE_BY } from "../pages/markdown.ts";
import { mermaidOf } from "../pages/mermaid.ts";
import { svgOf } from "../pages/svg.ts";
import { shownPath } from "../sources/shown-path.ts";
import { textOf, writeWhole } from "../sources/write-whole.ts";
import type { Context } from "./context.ts";

/** Throws FILE_EXISTS for what Godwit did not write, and WRITE_FAILED. */
export async function drawDifference(
  { cwd, report }: Context,
  { from, to }: DiffReport["sides"],
  files: readonly string[],
): Promise<void> {
  const entities = entityDifference(from, to);
  for (const file of files) {
    const path = resolve(cwd, file);
    const shown = shownPath(cwd, path);
    const before = textOf(path) ?? "";
    if (before !== "" && !before.startsWith(PAGE_BY) && !before.startsWith(MERMAID_BY)) {
      throw new GodwitError("FILE_EXISTS", `${shown} was not written by Godwit`);
    }
    const text = /\.svg$/i.test(file)
      ? `${PAGE_BY}\n${await svgOf(entities)}`
      : `${MERMAID_BY}\n${mermaidOf(entities)}`;
    writeWhole({ path, shown, text, folder: true });
    report({ type: "note", message: `wrote ${shown}` });
  }
}
