// Statements that would take away what a run stands on: its locks and its session (ruling 11).
import type { Node } from "libpg-query";
import { type Inner, UNLOCK_ALL } from "./inner.ts";
import { Lexer } from "./lexer.ts";

const REASONS = {
  discard: "DISCARD ALL would end the locks and settings of the run",
  unlock: `${UNLOCK_ALL}() would end the locks of the run`,
} as const;

/** The reason why Godwit must not run it, or null. */
export function refusedBecause(node: Node, { callsUnlockAll }: Inner): string | null {
  if ("DiscardStmt" in node) return node.DiscardStmt.target === "DISCARD_ALL" ? REASONS.discard : null;
  if ("DoStmt" in node) return (node.DoStmt.args ?? []).some(holdsUnlock) ? REASONS.unlock : null;
  return callsUnlockAll ? REASONS.unlock : null;
}

/** The same for a statement that was not parsed, by its words. */
export function refusedByWords(text: string): string | null {
  const lexer = new Lexer(text);
  const first = lexer.next() && lexer.is("discard");
  if (first && lexer.next() && lexer.is("all")) return REASONS.discard;
  return text.toLowerCase().includes(UNLOCK_ALL) && saysUnlock(text) ? REASONS.unlock : null;
}

/** The body of a DO is a text to the grammar. */
function holdsUnlock(option: Node): boolean {
  const body = "DefElem" in option ? option.DefElem.arg : undefined;
  return body !== undefined && "String" in body && saysUnlock(body.String.sval ?? "");
}

function saysUnlock(code: string): boolean {
  const lexer = new Lexer(code);
  while (lexer.next()) if (lexer.is(UNLOCK_ALL)) return true;
  return false;
}
