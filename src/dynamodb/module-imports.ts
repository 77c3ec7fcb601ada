// Which packages a module's text imports, and where: comments, strings and regular expressions are read over.

export interface ModuleImport {
  readonly from: string;
  /** `import type`: nothing of it is there when the module runs. */
  readonly onlyTypes: boolean;
  readonly line: number;
  readonly column: number;
}

const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"|[\p{L}_$][\p{L}\p{N}_$]*|\d[\w.]*|\s+|[\s\S]/uy;
const REGULAR_EXPRESSION = /\/(?:[^/\\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\])+\/[a-z]*/y;
/** After these a slash divides. */
const VALUE = /^(?:[\p{L}\p{N}_$)\]}"'`])/u;
const WORDS_BEFORE_VALUE = new Set([
  "return",
  "typeof",
  "case",
  "in",
  "of",
  "await",
  "yield",
  "throw",
  "else",
]);

/** Also `require` and `import()` of a name that stands there as a text. */
export function moduleImports(text: string): readonly ModuleImport[] {
  const imports: ModuleImport[] = [];
  const seen: Token[] = [];
  for (const token of moduleTokens(text)) {
    const [last, before] = [seen.at(-1)?.text ?? "", seen.at(-2)?.text ?? ""];
    const called = last === "(" && (before === "import" || before === "require");
    if (/^['"]/.test(token.text) && (last === "from" || last === "import" || called)) {
      const head = text.slice(0, token.start);
      imports.push({
        from: token.text.slice(1, -1),
        onlyTypes: last === "from" && isOfTypes(seen),
        line: head.split("\n").length,
        column: token.start - head.lastIndexOf("\n"),
      });
    }
    seen.push(token);
  }
  return imports;
}

export interface Token {
  readonly text: string;
  readonly start: number;
}

/** `import type { … } from`, `export type { … } from`. */
function isOfTypes(seen: readonly Token[]): boolean {
  const at = seen.findLastIndex(({ text }) => text === "import" || text === "export");
  const [next, after] = [seen[at + 1]?.text, seen[at + 2]?.text];
  return next === "type" && after !== "from" && after !== ",";
}

/** What stands in a template's `${ }` is read as code. */
export function* moduleTokens(text: string): Generator<Token> {
  const templates: number[] = [];
  let depth = 0;
  let last = "";
  let at = 0;
  while (at < text.length) {
    const start = at;
    if (text[at] === "`" || (text[at] === "}" && templates.at(-1) === depth)) {
      if (text[at] === "}") {
        templates.pop();
        depth--;
      }
      at = endOfTemplate(text, at + 1);
      if (text[at - 1] === "{") templates.push(++depth);
      last = "`";
      continue;
    }
    const divides = VALUE.test(last) && !WORDS_BEFORE_VALUE.has(last);
    const pattern =
      text[at] === "/" && !/[/*]/.test(text[at + 1] ?? "") && !divides ? REGULAR_EXPRESSION : TOKEN;
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? text[at] ?? "";
    at += found.length;
    if (/^(?:\s|\/\/|\/\*)/.test(found)) continue;
    if (found === "{") depth++;
    if (found === "}") depth--;
    last = found;
    yield { text: found, start };
  }
}

/** After its end, or after the `${` that opens code. */
function endOfTemplate(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "`") return at + 1;
    else if (text[at] === "$" && text[at + 1] === "{") return at + 2;
  }
  return text.length;
}
