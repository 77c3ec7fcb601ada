// A migration's text without its header, for another migration that says its own.
import { HEADER_KEYS } from "./header.ts";
import { leadingComments } from "./leading-comments.ts";

/** Other comments stay where they are. */
export function withoutHeader(text: string): string {
  let rest = text;
  const { comments } = leadingComments(text, "sql");
  // From the last to the first, so that offsets stay true.
  for (const { text: comment, offset } of comments.toReversed()) {
    const [key = ""] = comment.split(":", 1);
    if (!comment.includes(":") || !HEADER_KEYS.includes(key.trim().toLowerCase())) continue;
    rest = rest.slice(0, offset - "--".length) + rest.slice(offset + comment.length).replace(/^\r?\n/, "");
  }
  return rest.replace(/^\uFEFF/, "").trimStart();
}
