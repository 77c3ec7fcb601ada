// The changelog: migrations by release or day, the newest first.
import { code, link, list, page, words } from "./markdown.ts";
import { dayOf, type MigrationAbout, migrationFile } from "./migration-about.ts";

/** `all` in the order in which they are applied. */
export function changelogPage(all: readonly MigrationAbout[], pages: boolean): string {
  const groups = new Map<string, MigrationAbout[]>();
  // What was written last opens its group, so that a release stands where its newest migration does.
  for (const about of [...all].reverse()) {
    const title = titleOf(about);
    groups.set(title, [...(groups.get(title) ?? []), about]);
  }
  return page([
    "# Changelog",
    all.length === 0 ? "There are no migrations yet." : "Newest first.",
    ...[...groups].flatMap(([title, members]) => [
      `## ${title}`,
      list(members.map((one) => lineOf(one, pages))),
    ]),
  ]);
}

function titleOf({ migration }: MigrationAbout): string {
  const { release } = migration.header;
  if (release !== undefined) return `Release ${words(release)}`;
  if (migration.repeatable) return "Repeatable";
  return words(dayOf(migration) ?? "Without a date");
}

function lineOf({ migration, purpose, tried }: MigrationAbout, pages: boolean): string {
  const { header, name } = migration;
  const title = pages ? link(words(name), { file: migrationFile(migration) }) : words(name);
  const [first = ""] = purpose.split("\n");
  const who = [header.author, header.ticket].flatMap((text) => (text ? [words(text)] : []));
  const changes = typeof tried === "string" ? [] : tried.changes;
  const some = changes
    .slice(0, NAMED)
    .map(({ sign, kind, name: what }) => code(`${sign} ${kind.replaceAll("-", " ")} ${what}`));
  const more = changes.length > NAMED ? [`${changes.length - NAMED} more`] : [];
  return [
    `${title}${first === "" ? "" : `: ${words(first)}`}${who.length === 0 ? "" : ` (${who.join(", ")})`}`,
    ...(some.length === 0 ? [] : [`  ${[...some, ...more].join(", ")}`]),
  ].join("\n");
}

const NAMED = 6;
