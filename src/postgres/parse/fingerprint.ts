// The hash of a script's meaning (ruling 15): comments, layout and case of keywords do not count, all else does.
import { sha256 } from "../../core/digest.ts";
import { GodwitError } from "../../core/errors.ts";
import type { Included } from "../../core/migration.ts";
import { CanonicalBytes } from "./canonical-bytes.ts";
import { decodeSql } from "./decode.ts";
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
  const tokens = new CanonicalBytes(source.bytes.length * 1.25);
  addFile(tokens, source, [source.file]);
  return `v1:${sha256(tokens.bytes())}`;
}

function addFile(tokens: CanonicalBytes, source: FingerprintSource, path: readonly string[]): void {
  const { text } = decodeSql(source.bytes, source.file);
  for (const piece of split(text, { token: (token) => tokens.token(token) })) {
    if (piece.kind === "statement") tokens.mark("end");
    else if (piece.kind === "copy-data") tokens.mark("rows", [text.slice(piece.start, piece.end)]);
    else if (piece.kind === "meta") addCommand(tokens, piece, { source, path });
  }
}

interface Within {
  readonly source: FingerprintSource;
  readonly path: readonly string[];
}

function addCommand(tokens: CanonicalBytes, command: MetaPiece, { source, path }: Within): void {
  const rule: MetaRule = metaRule(command);
  if (rule === "pass") return;
  const [written] = command.args;
  const includes = rule === "include" || rule === "include-relative";
  if (!includes || written === undefined || !source.include) {
    tokens.mark("command", [command.name, ...command.args]);
    return;
  }
  const included = source.include(written.replace(/;+$/, ""), rule === "include-relative");
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
