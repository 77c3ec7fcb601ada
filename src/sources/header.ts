// Reads the header: `-- Key: value` comments (`// Key: value` in modules) before the first statement.
import { DURATION_FORMS, parseDuration } from "../core/duration.ts";
import { GodwitError } from "../core/errors.ts";
import type { Header } from "../core/migration.ts";
import { nearest } from "../core/nearest.ts";
import type { LineComment } from "./leading-comments.ts";
import { locate } from "./locate.ts";

/** The header of a file that says nothing. */
export const NO_HEADER: Header = Object.freeze({
  depends: Object.freeze([]),
  requires: Object.freeze([]),
  kind: "schema",
  environments: Object.freeze([]),
});

type Draft = { -readonly [K in keyof Header]: Header[K] };

/** Takes one value into the draft; answers what is wrong with it, or undefined. */
type Take = (draft: Draft, value: string) => Wrong | undefined;

interface Wrong {
  readonly message: string;
  readonly hint: string;
}

const KEYS: ReadonlyMap<string, Take> = new Map<string, Take>([
  ["migration", text("title")],
  ["description", text("description")],
  ["author", text("author")],
  ["date", text("date")],
  ["ticket", text("ticket")],
  ["owner", text("owner")],
  ["reverses", text("reverses")],
  ["release", text("release")],
  ["transaction", oneOf("transaction", ["none"])],
  ["kind", oneOf("kind", ["schema", "data"])],
  ["phase", oneOf("phase", ["expand", "contract"])],
  ["lock-timeout", duration("lockTimeout")],
  ["statement-timeout", duration("statementTimeout")],
  ["depends", depends],
  ["environments", environments],
  ["requires", requires],
]);

/** In lower case. */
export const HEADER_KEYS: readonly string[] = [...KEYS.keys()];

const LINE = /^[ \t]*([A-Za-z]+(?:-[A-Za-z]+)?)[ \t]*:(.*)$/;

export interface HeaderOptions {
  /** As people see it. */
  readonly file: string;
  /** The text that the comments' offsets point into. */
  readonly source: string;
}

/**
 * `NO_HEADER` itself when no comment is a header line. Unknown keys are ordinary comments, and so is a key
 * without a value: templates leave those. Throws HEADER_INVALID for a value that cannot be.
 */
export function parseHeader(comments: readonly LineComment[], { file, source }: HeaderOptions): Header {
  let draft: Draft | undefined;
  const seen = new Map<string, string>();
  for (const comment of comments) {
    const line = LINE.exec(comment.text);
    const key = line?.[1];
    const take = key === undefined ? undefined : KEYS.get(key.toLowerCase());
    const value = line?.[2]?.trim();
    if (key === undefined || take === undefined || value === undefined) continue;
    // A key without a value still says that the file has a header of ours.
    draft ??= { ...NO_HEADER };
    if (value === "") continue;
    const wrong = repeated(seen, key, value) ?? take(draft, value);
    if (!wrong) continue;
    const offset = comment.offset + comment.text.lastIndexOf(value);
    throw new GodwitError("HEADER_INVALID", `${file}: \`${key}: ${value}\` ${wrong.message}`, {
      hint: wrong.hint,
      at: locate(file, source, offset),
    });
  }
  return draft ?? NO_HEADER;
}

/** These decide how a migration runs; saying two things about it is a mistake, not a list. */
const SINGLE = new Set(["transaction", "kind", "phase", "lock-timeout", "statement-timeout"]);

function repeated(seen: Map<string, string>, key: string, value: string): Wrong | undefined {
  const folded = key.toLowerCase();
  const before = seen.get(folded);
  seen.set(folded, value);
  if (before === undefined || before.toLowerCase() === value.toLowerCase() || !SINGLE.has(folded)) {
    return undefined;
  }
  return {
    message: `contradicts \`${key}: ${before}\` above it`,
    hint: "keep one of the two header lines",
  };
}

/** Free text; the first line wins, as a header is written from the top. */
function text(
  field: "title" | "description" | "author" | "date" | "ticket" | "owner" | "reverses" | "release",
): Take {
  return (draft, value) => {
    draft[field] ??= value;
    return undefined;
  };
}

function oneOf<F extends "transaction" | "kind" | "phase">(
  field: F,
  allowed: readonly NonNullable<Draft[F]>[],
): Take {
  return (draft, value) => {
    const found = allowed.find((candidate) => candidate === value.toLowerCase());
    if (found === undefined) return notOneOf(value, allowed);
    draft[field] = found;
    return undefined;
  };
}

function notOneOf(value: string, allowed: readonly string[]): Wrong {
  const choice = allowed.map((candidate) => `\`${candidate}\``).join(" or ");
  const meant = nearest(value, allowed);
  return {
    message: `is not ${choice}`,
    hint: meant === undefined ? `write ${choice}, or delete the line` : `write \`${meant}\``,
  };
}

function duration(field: "lockTimeout" | "statementTimeout"): Take {
  return (draft, value) => {
    if (parseDuration(value) === undefined) {
      const unit = /^\d+$/.test(value);
      return {
        message: unit ? "has no unit" : "is not a duration",
        hint: unit ? `write \`${value}ms\` or \`${value}s\`` : `write a duration such as ${DURATION_FORMS}`,
      };
    }
    draft[field] = value;
    return undefined;
  };
}

/** Versions, apart by commas or spaces; a whole name such as `001_add_users` stands for its version. */
function depends(draft: Draft, value: string): Wrong | undefined {
  const versions: string[] = [];
  for (const word of wordsOf(value)) {
    const version = /^(\d+)(?:_.*)?$/.exec(word)?.[1];
    if (version === undefined) {
      return {
        message: `names \`${word}\`, which is not a version`,
        hint: "write versions, such as `Depends: 001, 002`",
      };
    }
    versions.push(version);
  }
  draft.depends = [...draft.depends, ...versions];
  return undefined;
}

function environments(draft: Draft, value: string): undefined {
  draft.environments = [...draft.environments, ...wordsOf(value)];
}

function requires(draft: Draft, value: string): undefined {
  draft.requires = [...draft.requires, value];
}

function wordsOf(value: string): string[] {
  return value.split(/[\s,]+/).filter((word) => word !== "");
}
