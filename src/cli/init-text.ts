// Writes one more item into the text of an init module: before the end of its function, in its author's indentation.
import { moduleTokens, type Token } from "../dynamodb/module-imports.ts";

/** Null where no function `init` with a plain parameter is found. `call` is what the parameter does. */
export function withCall(text: string, call: string): string | null {
  const tokens = [...moduleTokens(text)];
  for (const [at, token] of tokens.entries()) {
    if (token.text !== "init" || !/^[(:]$/.test(tokens[at + 1]?.text ?? "")) continue;
    const opens = indexOf(tokens, at, "(");
    const parameter = tokens[opens + 1]?.text ?? "";
    const body = indexOf(tokens, closing(tokens, opens, "()"), "{");
    const end = tokens[closing(tokens, body, "{}")];
    if (!end || !/^[\p{L}_$]/u.test(parameter)) return null;
    return inserted(text, end.start, `await ${parameter}.${call};`);
  }
  return null;
}

function indexOf(tokens: readonly Token[], from: number, text: string): number {
  const found = tokens.findIndex((token, at) => at >= from && token.text === text);
  return found < 0 ? tokens.length : found;
}

function closing(tokens: readonly Token[], from: number, [open, close]: string): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    if (tokens[at]?.text === open) depth++;
    if (tokens[at]?.text === close && --depth === 0) return at;
  }
  return tokens.length;
}

function inserted(text: string, end: number, line: string): string {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const begins = text.lastIndexOf("\n", end - 1) + 1;
  const before = text.slice(begins, end);
  // The brace stands on a line of its own, as formatters put it.
  if (/^\s*$/.test(before))
    return `${text.slice(0, begins)}${before}  ${line}${newline}${text.slice(begins)}`;
  return `${text.slice(0, end)} ${line} ${text.slice(end)}`;
}
