// Which roles the body of a DO makes, by its words: to the grammar it is a text.
import { Lexer } from "./lexer.ts";

/** What is made of a name that the text does not say, such as by `format('create role %I', …)`, is not found. */
export function rolesMadeIn(body: string): readonly string[] {
  const found: string[] = [];
  const lexer = new Lexer(body);
  let [before, previous] = ["", ""];
  while (lexer.next()) {
    const { kind, value } = lexer;
    if (kind === "string" || kind === "dollar-string") found.push(...rolesMadeIn(contentOf(value)));
    const made = before === "create" && /^(?:role|user|group)$/.test(previous) ? nameOf(kind, value) : null;
    // `create user mapping for …`
    if (made !== null && !(previous === "user" && made === "mapping")) found.push(made);
    [before, previous] = [previous, kind === "word" ? value.toLowerCase() : ""];
  }
  return found;
}

function nameOf(kind: Lexer["kind"], value: string): string | null {
  if (kind === "word") return value.toLowerCase();
  return kind === "quoted-name" ? value.slice(1, -1).replaceAll('""', '"') : null;
}

/** What `execute` is given. */
function contentOf(literal: string): string {
  const [tag] = /^\$[^$]*\$/.exec(literal) ?? [];
  if (tag !== undefined) return literal.slice(tag.length, -tag.length);
  return literal.slice(literal.indexOf("'") + 1, -1).replaceAll("''", "'");
}
