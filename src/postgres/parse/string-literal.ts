// Where a '…' literal ends, with the literals that continue it on later lines.
import { CHARACTER, isBlank } from "./characters.ts";

/** `quote` is the offset of the opening quote; answers the offset after the last one, or -1 where none closes it. */
export function literalEnd(text: string, quote: number, escapes: boolean): number {
  let from = quote;
  for (;;) {
    const end = closingQuote(text, from + 1, escapes);
    if (end < 0) return -1;
    const more = continuation(text, end + 1);
    if (more < 0) return end + 1;
    from = more;
  }
}

function closingQuote(text: string, from: number, escapes: boolean): number {
  let i = from;
  for (;;) {
    const quote = escapes ? quoteAfterEscapes(text, i) : text.indexOf("'", i);
    if (quote < 0 || text.charCodeAt(quote + 1) !== CHARACTER.QUOTE) return quote;
    i = quote + 2;
  }
}

function quoteAfterEscapes(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === CHARACTER.QUOTE) return i;
    if (c === CHARACTER.BACKSLASH) i++;
  }
  return -1;
}

/** Where the literal goes on after a line break (the standard's rule), or -1. Comments of -- may stand between. */
function continuation(text: string, from: number): number {
  let broken = false;
  for (let i = from; ; i++) {
    const c = text.charCodeAt(i);
    if (c === CHARACTER.QUOTE) return broken ? i : -1;
    if (c === CHARACTER.FEED || c === CHARACTER.RETURN) broken = true;
    else if (c === CHARACTER.DASH && text.charCodeAt(i + 1) === CHARACTER.DASH)
      i = lineCommentEnd(text, i) - 1;
    else if (!isBlank(c)) return -1;
  }
}

/** The line break that ends a -- comment, or the end of the text. */
export function lineCommentEnd(text: string, from: number): number {
  let i = from;
  while (i < text.length && text.charCodeAt(i) !== CHARACTER.FEED && text.charCodeAt(i) !== CHARACTER.RETURN)
    i++;
  return i;
}
