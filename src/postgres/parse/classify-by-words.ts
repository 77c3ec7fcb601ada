// Tells the nature of a statement that was not parsed (too large, or newer than the grammar) from its words.
import { Lexer } from "./lexer.ts";
import type { Nature, TransactionRole } from "./nature.ts";
import { refusedByWords } from "./refused.ts";

/** Words that are looked at: enough for `alter table if exists only s.t detach partition s.p concurrently`. */
const LOOKED_AT = 24;

/** Where words cannot tell, the answer is the careful one. */
const RULES: readonly (readonly [RegExp, TransactionRole])[] = [
  [/^(?:begin|start transaction)\b/, "begin"],
  [/^(?:commit|rollback) prepared\b/, "never"],
  [/^(?:commit|end)\b/, "commit"],
  [/^rollback (?:work |transaction )?to\b/, "savepoint"],
  [/^(?:rollback|abort)\b/, "rollback"],
  [/^(?:savepoint|release)\b/, "savepoint"],
  [/^prepare transaction\b/, "prepare-transaction"],
  [/^(?:create|drop) (?:database|tablespace|subscription)\b/, "never"],
  [/^(?:create (?:unique )?|drop )index concurrently\b/, "never"],
  [/^reindex\b.*\b(?:concurrently|schema|system|database)\b/, "never"],
  [/^(?:vacuum|repack)\b/, "never"],
  [/^cluster(?: verbose)?$/, "never"],
  [/^alter system\b/, "never"],
  [/^alter database\b.*\bset tablespace\b/, "never"],
  [/^alter subscription\b.*\bpublication\b/, "never"],
  [/^alter table\b.*\bdetach partition\b.*\bconcurrently\b/, "never"],
  [/^discard all\b/, "never"],
];
/** Plain DDL and DML. Everything else may leave something in the session. */
const CLEAN =
  /^(?:alter|comment|copy|create(?! temp| temporary| local| global)|delete|drop|grant|insert|merge|revoke|truncate|update)\b/;

export function classifyByWords(text: string): Nature {
  const words = leadingWords(text);
  const refused = refusedByWords(text);
  return {
    nodeName: null,
    transaction: RULES.find(([pattern]) => pattern.test(words))?.[1] ?? "shared",
    chain: /^(?:commit|end|rollback|abort)(?: work| transaction)? and chain\b/.test(words),
    modes: {},
    session: CLEAN.test(words) ? "clean" : "touches",
    what: { kind: "unknown" },
    ...(refused === null ? {} : { refused }),
  };
}

/** The first words in lower case, names among them, everything else left out. */
function leadingWords(text: string): string {
  const lexer = new Lexer(text);
  const words: string[] = [];
  for (let i = 0; i < LOOKED_AT && lexer.next(); i++) {
    if (lexer.kind === "word") words.push(lexer.value.toLowerCase());
  }
  return words.join(" ");
}
