// What a migration is for, in the words of its file: its description, else the comments above its first statement.
import type { Migration } from "../core/migration.ts";
import { HEADER_KEYS } from "./header.ts";
import { leadingComments } from "./leading-comments.ts";

/** Lines of text; empty where nobody has said. */
export function purposeOf({ header, up }: Migration): string {
  if (header.description !== undefined) return header.description;
  const { comments } = leadingComments(new TextDecoder().decode(up.read()), up.language);
  const lines: string[] = [];
  for (const { text } of comments) {
    const line = text.trim();
    if (isHeader(line) || line.startsWith("godwit-ignore")) continue;
    // A line of nothing but signs, or a heading in capitals, says nothing of this migration.
    if (!/\p{Ll}/u.test(line)) {
      if (lines.length > 0) break;
    } else lines.push(line);
  }
  return lines.slice(0, LONGEST).join("\n");
}

const LONGEST = 8;

function isHeader(line: string): boolean {
  const key = /^([A-Za-z-]+)[ \t]*:/.exec(line)?.[1];
  return key !== undefined && HEADER_KEYS.includes(key.toLowerCase());
}
