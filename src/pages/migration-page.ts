// The page of one migration: purpose, author, what it changes, what that means for a live database, where it is applied.

import type { Place } from "../actions/places.ts";
import type { Tried } from "../actions/tried-migrations.ts";
import { code, codeBlock, list, page, table, words } from "./markdown.ts";
import { dayOf, type MigrationAbout } from "./migration-about.ts";

export function migrationPage(about: MigrationAbout, places: readonly Place[]): string {
  const { migration, purpose, tried } = about;
  return page([
    `# ${words(migration.name)}`,
    purpose === "" ? "Nobody has said what it is for." : purpose.split("\n").map(words).join("\n"),
    table(["", ""], factsOf(about)),
    "## Changes",
    typeof tried === "string" ? words(tried) : changesOf(tried),
    "## Impact",
    impactOf(about),
    "## Rollback",
    migration.down
      ? `${code(migration.down.file)} takes it back.`
      : migration.repeatable
        ? "A repeatable migration has none: the earlier file is run again."
        : "There is none: it cannot be taken back by `godwit down`.",
    "## Applied",
    table(
      ["where", "standing", "when (UTC)", "by"],
      places.map((place) => placeRow(place, migration.version)),
    ),
  ]);
}

function factsOf({ migration, cut }: MigrationAbout): readonly (readonly string[])[] {
  const { header, up, verify } = migration;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["File", code(up.file)],
    ["Author", header.author && words(header.author)],
    ["Date", words(dayOf(migration) ?? "")],
    ["Ticket", header.ticket && words(header.ticket)],
    ["Owner of the data", header.owner && words(header.owner)],
    ["Release", header.release && words(header.release)],
    ["Kind", migration.repeatable ? "repeatable" : header.kind],
    ["Phase", header.phase],
    ["Reverses", header.reverses && words(header.reverses)],
    ["Depends on", header.depends.map(words).join(", ")],
    ["Only in", header.environments.map(words).join(", ")],
    ["Requires", header.requires.map(code).join("; ")],
    ["Verified by", verify && code(verify.file)],
    ["Statements", cut && `${cut.steps}${cut.parts > 1 ? `, not atomic: ${cut.parts} parts` : ""}`],
  ];
  return rows.flatMap(([title, value]) => (value ? [[title, value]] : []));
}

function changesOf({ changes }: Tried): string {
  if (changes.length === 0) return "The schema is the same afterwards: rows at most are changed.";
  const lines = changes.map(({ sign, kind, name, details }) =>
    [`${sign} ${kind.replaceAll("-", " ")} ${name}`, ...details.map((detail) => `    ${detail}`)].join("\n"),
  );
  return codeBlock(lines.join("\n"), "diff");
}

function impactOf({ tried, cut, migration }: MigrationAbout): string {
  if (typeof tried === "string") return "Not known: it was not tried.";
  const parts =
    cut && cut.parts > 1
      ? [`It is not atomic: when it fails, some of its ${cut.parts} parts stay applied.`]
      : [];
  const data = migration.header.kind === "data" ? ["It changes rows: how many is not known here."] : [];
  const all = [...tried.impact.map(words), ...parts, ...data];
  return all.length === 0 ? "No lock on a table that was there before, no rewrite, no loss." : list(all);
}

function placeRow({ name, standings, unreached }: Place, version: string): readonly string[] {
  if (!standings) return [words(name), "not known", words(unreached ?? ""), ""];
  const found = standings.get(version);
  return [words(name), found?.standing ?? "not there", found?.at ?? "", words(found?.by ?? "")];
}
