// When triggers and rules fire, as ALTER TABLE says it.

const WORDS: Readonly<Record<string, string>> = {
  O: "enable",
  D: "disable",
  R: "enable replica",
  A: "enable always",
};

/** Of the letter in pg_trigger.tgenabled and pg_rewrite.ev_enabled. */
export function firing(letter: string | null | undefined): string {
  return WORDS[letter ?? ""] ?? "enable";
}
