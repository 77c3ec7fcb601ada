// The hash of a script's meaning (ruling 15): comments, layout and case of keywords do not count, all else does.
import { sha256 } from "../../core/digest.ts";
import { GodwitError } from "../../core/errors.ts";
import type { Included } from "../../core/migration.ts";
import { decodeSql } from "./decode.ts";
import type { Lexer } from "./lexer.ts";
import { type MetaRule, metaRule } from "./meta-rules.ts";
import { type MetaPiece, split } from "./split.ts";

export interface FingerprintSource {
  readonly bytes: Uint8Array;
  readonly file: string;
  /** Reads what `\i` and `\ir` name: its text counts as if it stood there. */
  readonly include?: Included["include"];
}

/**
 * `v1:` and SHA-256 over the tokens. Placeholders and psql variables are not filled. Throws FILE_ENCODING, and
 * META_COMMAND where files include each other.
 */
export function fingerprint(source: FingerprintSource): string {
  const tokens = new TokenText();
  addFile(tokens, source, [source.file]);
  return `v1:${sha256(tokens.text())}`;
}

function addFile(tokens: TokenText, source: FingerprintSource, path: readonly string[]): void {
  const { text } = decodeSql(source.bytes, source.file);
  for (const piece of split(text, { token: (token) => tokens.add(token) })) {
    if (piece.kind === "statement") tokens.part("end", "");
    else if (piece.kind === "copy-data") tokens.part("rows", unixLines(text.slice(piece.start, piece.end)));
    else addCommand(tokens, piece, { source, path });
  }
}

interface Within {
  readonly source: FingerprintSource;
  readonly path: readonly string[];
}

function addCommand(tokens: TokenText, command: MetaPiece, { source, path }: Within): void {
  const rule: MetaRule = metaRule(command);
  if (rule === "pass") return;
  const [written] = command.args;
  const includes = rule === "include" || rule === "include-relative";
  if (!includes || written === undefined || !source.include) {
    tokens.part("command", [command.name, ...command.args].join("\0"));
    return;
  }
  const included = source.include(written, rule === "include-relative");
  if (path.includes(included.file)) {
    throw new GodwitError(
      "META_COMMAND",
      `these files include each other: ${[...path, included.file].join(" -> ")}`,
      {
        at: { file: source.file },
        hint: "take one of the `\\i` lines out of the ring",
      },
    );
  }
  addFile(tokens, included, [...path, included.file]);
}

/** Tokens in one spelling. A NUL ends each, which SQL text cannot hold, so no two scripts read the same. */
class TokenText {
  readonly #parts: string[] = [];

  add(token: Lexer): void {
    const { kind, value } = token;
    if (kind === "word" || kind === "number" || kind === "parameter") this.#parts.push(fold(value));
    else if (kind === "string") this.#parts.push(literal(value));
    else if (kind === "dollar-string" || kind === "quoted-name") this.#parts.push(unixLines(value));
    else this.#parts.push(value);
  }

  part(kind: "end" | "rows" | "command", text: string): void {
    this.#parts.push(`\0${kind}`, text);
  }

  text(): string {
    return this.#parts.join("\0");
  }
}

/** As PostgreSQL folds names in UTF-8: A to Z only. */
function fold(word: string): string {
  return /[A-Z]/.test(word) ? word.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : word;
}

function unixLines(text: string): string {
  return text.includes("\r") ? text.replaceAll("\r\n", "\n") : text;
}

/** Literals continued on the next line are one literal; the case of a prefix does not count. */
function literal(value: string): string {
  const quote = value.indexOf("'");
  const prefix = quote > 0 ? value.slice(0, quote).toLowerCase() : "";
  return prefix + unixLines(value.slice(quote));
}
