// The text of a script for psql: statements as psql ends them, COPY data as psql reads it.
import type { Piece } from "../pieces.ts";

export class Page {
  readonly #lines: string[] = [];

  add(pieces: Iterable<Piece>): void {
    for (const { sql, copyData } of pieces) {
      this.#lines.push(ended(sql.text));
      if (copyData !== undefined) this.#lines.push(`${withBreak(copyData)}\\.`);
    }
  }

  /** For whoever reads the script; psql's own commands go this way, too. */
  line(text: string): void {
    this.#lines.push(text);
  }

  text(): string {
    return `${this.#lines.join("\n")}\n`;
  }
}

/** A statement may end in a `--` comment, which would swallow the semicolon. */
function ended(statement: string): string {
  const last = statement.slice(statement.lastIndexOf("\n") + 1);
  return last.includes("--") ? `${statement}\n;` : `${statement};`;
}

function withBreak(data: string): string {
  return data === "" || data.endsWith("\n") ? data : `${data}\n`;
}
