// The character classes of PostgreSQL's lexer, as tables over UTF-16 units.

export const CHARACTER = {
  FEED: 10,
  RETURN: 13,
  DOUBLE_QUOTE: 34,
  DOLLAR: 36,
  AMPERSAND: 38,
  QUOTE: 39,
  STAR: 42,
  PLUS: 43,
  DASH: 45,
  DOT: 46,
  SLASH: 47,
  ZERO: 48,
  NINE: 57,
  COLON: 58,
  SEMICOLON: 59,
  EQUALS: 61,
  BACKSLASH: 92,
} as const;

const BLANK = 1;
const WORD_START = 2;
const WORD_PART = 4;
const OPERATOR = 8;

const CLASSES = new Uint8Array(128);
mark(" \t\n\r\f\v", BLANK);
mark("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_", WORD_START | WORD_PART);
mark("0123456789$", WORD_PART);
mark("~!@#^&|`?+-*/%<>=", OPERATOR);

function mark(characters: string, classes: number): void {
  for (const character of characters) CLASSES[character.charCodeAt(0)] = classes;
}

export function isBlank(unit: number): boolean {
  return ((CLASSES[unit] ?? 0) & BLANK) !== 0;
}

/** Everything beyond ASCII counts as a letter, a no-break space too. */
export function isWordStart(unit: number): boolean {
  return unit > 127 || ((CLASSES[unit] ?? 0) & WORD_START) !== 0;
}

export function isWordPart(unit: number): boolean {
  return unit > 127 || ((CLASSES[unit] ?? 0) & WORD_PART) !== 0;
}

export function isOperator(unit: number): boolean {
  return ((CLASSES[unit] ?? 0) & OPERATOR) !== 0;
}
