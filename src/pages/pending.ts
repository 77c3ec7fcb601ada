// What is to come: pending in each environment, kept back, and planned in the desired schema without a migration yet.

import type { ChangeLine } from "../actions/change-lines.ts";
import type { Applied, Place } from "../actions/places.ts";
import { codeBlock, link, list, page, words } from "./markdown.ts";
import { type MigrationAbout, migrationFile } from "./migration-about.ts";

export interface PendingAbout {
  readonly places: readonly Place[];
  readonly all: readonly MigrationAbout[];
  /** What the desired schema has and no migration makes; null where none is configured, a sentence where it is not known. */
  readonly planned: readonly ChangeLine[] | string | null;
  /** Whether each migration has a page. */
  readonly pages: boolean;
}

export function pendingPage({ places, all, planned, pages }: PendingAbout): string {
  const line = (one: Applied): string => {
    const about = all.find(({ migration }) => migration.version === one.version);
    const title =
      pages && about ? link(words(one.name), { file: migrationFile(about.migration) }) : words(one.name);
    const [purpose = ""] = about?.purpose.split("\n") ?? [];
    return `${title}${one.standing === "pending" ? "" : ` (${one.standing})`}${purpose === "" ? "" : `: ${words(purpose)}`}`;
  };
  return page([
    "# Pending and planned",
    ...places.flatMap((place) => [`## In ${words(place.name)}`, placeText(place, line)]),
    "## Planned",
    plannedText(planned),
  ]);
}

/** What `up` has still to do, or waits for. */
const OPEN = new Set(["pending", "failed", "running", "out-of-order", "held"]);

function placeText({ standings, unreached }: Place, line: (one: Applied) => string): string {
  if (!standings) return `Not known: ${words(unreached ?? "it could not be reached")}.`;
  const open = [...standings.values()].filter(({ standing }) => OPEN.has(standing));
  return open.length === 0 ? "Nothing: everything is applied." : list(open.map(line));
}

function plannedText(planned: PendingAbout["planned"]): string {
  if (planned === null)
    return "No desired schema is configured (`schema`), so nothing is known to be planned.";
  if (typeof planned === "string") return `Not known: ${words(planned)}.`;
  if (planned.length === 0) return "Nothing: the migrations give the desired schema.";
  const lines = planned.map(({ sign, kind, name, details }) =>
    [`${sign} ${kind.replaceAll("-", " ")} ${name}`, ...details.map((detail) => `    ${detail}`)].join("\n"),
  );
  return `In the desired schema, but in no migration yet:\n\n${codeBlock(lines.join("\n"), "diff")}`;
}
