// Puts the declared placeholders into a text, before anything else reads it.
import { type EditedText, editText } from "./edited-text.ts";

const PLACEHOLDER = /\$\{([A-Za-z_][A-Za-z0-9_.-]*)\}/g;

/** Replaces `${name}` everywhere, in strings and names too, but only declared ones. Values are not read again. */
export function fillPlaceholders(text: string, values: Readonly<Record<string, string>>): EditedText {
  if (!text.includes("${")) return editText(text, []);
  const edits = [...text.matchAll(PLACEHOLDER)].flatMap(({ 0: found, 1: name = "", index: start }) =>
    Object.hasOwn(values, name)
      ? [{ start, end: start + found.length, replacement: values[name] ?? "" }]
      : [],
  );
  return editText(text, edits);
}
