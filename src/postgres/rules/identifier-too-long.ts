// A name of more than 63 bytes.
import { rule } from "../lint/sql-rule.ts";

export const identifierTooLong = rule({
  name: "identifier-too-long",
  hazards: ["identifier-too-long"],
  gravity: "S3",
  inRollbacks: true,
  why: "PostgreSQL cuts names after 63 bytes without an error; two of them may become one.",
  instead: "shorten it",
  bad: "create table table_of_which_the_name_is_far_too_long_to_be_kept_by_postgresql_whole (id bigint primary key);",
  good: "create table short (id bigint primary key);",
  statement(statement, { report }) {
    const { text } = statement;
    // Most statements are too short to hold such a name, or hold none.
    if (!MAYBE.test(text)) return;
    const written = text.replace(
      /'(?:[^']|'')*'|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\//g,
      (found) => " ".repeat(found.length),
    );
    for (const { 0: word, 1: quoted, index } of written.matchAll(
      /"((?:[^"]|"")+)"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/g,
    )) {
      const bytes = new TextEncoder().encode(quoted?.replaceAll('""', '"') ?? word).length;
      if (bytes > 63)
        report({
          message: `this name has ${bytes} bytes, 63 are kept`,
          at: statement.base + new TextEncoder().encode(text.slice(0, index)).length,
        });
    }
  },
});

/** 64 bytes are 64 such characters, or 16 of any others. */
const MAYBE = /[\w$]{64}|"[^"]{64}|[\u0080-\uffff]/;
