// `--rename OLD=NEW`: a pair of names that a person vouches for.
import { GodwitError } from "../core/errors.ts";
import type { RenameWish } from "../core/rename.ts";

export function renameWish(text: string, flag: string): RenameWish {
  const [from, to, ...more] = text.split("=").map((side) => namesIn(side.trim()));
  if (from && to && from.length > 0 && to.length > 0 && more.length === 0) {
    return { from, to, origin: `${flag} ${text}` };
  }
  throw new GodwitError("USAGE", `${flag} "${text}" is not OLD=NEW`, {
    hint: "write it as public.users=accounts, or public.users.mail=email",
  });
}

/** Names between dots; what would need quotes in SQL needs them here. */
function namesIn(text: string): readonly string[] {
  return (text.match(/"(?:[^"]|"")+"|[^."]+/g) ?? []).map((part) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part,
  );
}
