// What the place that we write to can show: is it a terminal, how wide, with colours, with more than ASCII.
import { styleText } from "node:util";

export type Paint = Parameters<typeof styleText>[0];

export interface Screen {
  /** A person may be looking: lines can be redrawn. */
  readonly interactive: boolean;
  readonly unicode: boolean;
  /** Columns; infinite when it is not a terminal, so that nothing is cut in files and pipes. */
  width(): number;
  write(text: string): void;
  /** The text in that style, where colours are wanted. */
  paint(style: Paint, text: string): string;
}

export interface ScreenOptions {
  readonly stream: {
    readonly isTTY?: boolean | undefined;
    readonly columns?: number | undefined;
    write(text: string): unknown;
  };
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** --no-color */
  readonly noColor: boolean;
  readonly platform: string;
}

export function screenOf({ stream, variables, noColor, platform }: ScreenOptions): Screen {
  const terminal = stream.isTTY === true;
  const dumb = variables.TERM === "dumb";
  const colour = wantsColour({ variables, noColor, fallback: terminal && !dumb });
  return {
    interactive: terminal && !dumb,
    unicode: showsUnicode(variables, platform),
    // Some pseudo-terminals say that they have no columns at all.
    width: () => (terminal ? stream.columns || 80 : Number.POSITIVE_INFINITY),
    write: (text) => {
      stream.write(text);
    },
    paint: (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text),
  };
}

/** The flag, then NO_COLOR (no-color.org), then FORCE_COLOR as Node reads it, then whether it is a terminal. */
function wantsColour({
  variables,
  noColor,
  fallback,
}: Pick<ScreenOptions, "variables" | "noColor"> & { readonly fallback: boolean }): boolean {
  if (noColor || variables.NO_COLOR) return false;
  const force = variables.FORCE_COLOR;
  return force === undefined ? fallback : force !== "0" && force !== "false";
}

function showsUnicode(variables: ScreenOptions["variables"], platform: string): boolean {
  if (platform === "win32") return Boolean(variables.WT_SESSION ?? variables.TERM_PROGRAM);
  return /utf-?8/i.test(variables.LC_ALL || variables.LC_CTYPE || variables.LANG || "");
}
