// A log of what was applied where and when, one line each, for those who keep one.
import type { Place } from "../actions/places.ts";

export const LOG_BY =
  "# Written by `godwit docs --log`: what each database's history says, oldest first, times in UTC.";

export function appliedLog(places: readonly Place[]): string {
  const lines = places.flatMap(({ name, standings }) =>
    [...(standings?.values() ?? [])].flatMap(({ name: migration, at, by }) =>
      at === null
        ? []
        : [{ at, text: `${migration} - Applied ${at} (${name}${by === null ? "" : `, by ${by}`})` }],
    ),
  );
  const unreached = places.flatMap(({ name, unreached: why }) =>
    why === undefined ? [] : [`# ${name}: not known, ${why.replace(/\s+/g, " ")}`],
  );
  // Equal times keep the order of versions.
  const sorted = lines
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map(({ text }) => text.replace(/\s+/g, " "));
  return `${[LOG_BY, ...unreached, ...sorted].join("\n")}\n`;
}
