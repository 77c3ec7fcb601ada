// Cuts a TypeScript file into code, comments and strings, well enough to tell a word of prose from an identifier.

export interface Lexed {
  /** The code; comments, strings and regular expressions are blanked, line breaks kept. */
  readonly code: string;
  /** The contents of strings and of the constant pieces of templates. */
  readonly strings: readonly string[];
}

const REGEX_MAY_FOLLOW = /(?:^|[([{,;=:!&|?+\-*%<>~^]|\b(?:return|typeof|case|in|of|void|throw))\s*$/;

export function lex(text: string): Lexed {
  const strings: string[] = [];
  let code = "";
  // How deep in braces each open template expression is.
  const templates: number[] = [];
  let at = 0;

  function blank(until: number): void {
    code += text.slice(at, until).replace(/[^\n]/g, " ");
    at = until;
  }

  function templatePiece(): void {
    const end = endOf(text, at, (rest) => (rest.startsWith("`") ? 1 : rest.startsWith("${") ? 2 : 0));
    strings.push(text.slice(at, end.content));
    if (text.startsWith("${", end.content)) templates.push(0);
    blank(end.after);
  }

  while (at < text.length) {
    const rest = text.slice(at, at + 2);
    const char = text[at] ?? "";
    const depth = templates.at(-1);
    if (rest === "//") blank(ends(text, "\n", at));
    else if (rest === "/*") blank(ends(text, "*/", at + 2) + 2);
    else if (char === '"' || char === "'") {
      const end = endOf(text, at + 1, (tail) => (tail.startsWith(char) ? 1 : 0));
      strings.push(text.slice(at + 1, end.content));
      blank(end.after);
    } else if (char === "`") {
      blank(at + 1);
      templatePiece();
    } else if (char === "}" && depth === 0) {
      templates.pop();
      blank(at + 1);
      templatePiece();
    } else if (char === "/" && REGEX_MAY_FOLLOW.test(code.slice(-80))) {
      blank(endOfRegex(text, at + 1));
    } else {
      if (depth !== undefined && char === "{") templates[templates.length - 1] = depth + 1;
      if (depth !== undefined && char === "}") templates[templates.length - 1] = depth - 1;
      code += char;
      at++;
    }
  }
  return { code, strings };
}

function ends(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found;
}

/** Where the string ends, and where what follows it starts; `closes` answers the length of its end mark. */
function endOf(text: string, from: number, closes: (rest: string) => number) {
  for (let index = from; index < text.length; index++) {
    if (text[index] === "\\") index++;
    else {
      const length = closes(text.slice(index, index + 2));
      if (length > 0) return { content: index, after: index + length };
    }
  }
  return { content: text.length, after: text.length };
}

function endOfRegex(text: string, from: number): number {
  let inClass = false;
  for (let index = from; index < text.length; index++) {
    const char = text[index];
    if (char === "\\") index++;
    else if (char === "[") inClass = true;
    else if (char === "]") inClass = false;
    else if (char === "\n" || (char === "/" && !inClass)) return index + 1;
  }
  return text.length;
}
