// An error as a person reads it: what, where with the line and a caret, the database's own words, what to do next.
import type { GodwitError, Location } from "../core/errors.ts";
import { mask } from "../core/mask.ts";
import type { Screen } from "../reporters/screen.ts";
import { printable } from "../reporters/text-width.ts";

/** Whole lines for stderr. With `verbose` also what is behind it. */
export function errorText(error: GodwitError, screen: Screen, verbose: boolean): string {
  const lines = [`${screen.paint(["red", "bold"], `error ${error.code}:`)} ${shown(error.message)}`];
  if (error.at) {
    lines.push(`  ${screen.paint("cyan", printable(position(error.at)))}`);
    for (const line of shown(error.at.excerpt ?? "").split("\n")) {
      if (line !== "") lines.push(`    ${line}`);
    }
  }
  const said = error.database;
  const words = [
    ["sqlstate", said?.code],
    ["detail", said?.detail],
    ["database hint", said?.hint],
    ["where", said?.where],
  ];
  for (const [label, text] of words) {
    if (text) lines.push(`  ${label}: ${shown(text).replaceAll("\n", "\n    ")}`);
  }
  if (verbose) lines.push(...causes(error).map((line) => screen.paint("dim", line)));
  lines.push(`${screen.paint("bold", "hint:")} ${shown(error.hint)}`);
  return `${lines.join("\n")}\n`;
}

function position({ file, line, column }: Location): string {
  return [file, line, column].filter((part) => part !== undefined).join(":");
}

function causes(error: GodwitError): string[] {
  const lines: string[] = [];
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    lines.push(...shown(`caused by ${cause.stack ?? cause.message}`).split("\n"));
  }
  return lines;
}

/** Without secrets, and without characters that would work on the terminal. */
function shown(text: string): string {
  return printable(mask(text));
}
