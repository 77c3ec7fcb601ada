// Markdown out of texts that may hold anything: what is a sign to Markdown, or to HTML, is a letter in the end.

/** The first line of every page that Godwit writes: another file in its place is somebody else's. */
export const PAGE_BY = "<!-- Written by `godwit docs`. Change what it was made from, not this page. -->";

/** The same for Mermaid, which has comments of its own. */
export const MERMAID_BY = "%% Written by `godwit docs`. Change what it was made from, not this file.";

/** A page of blocks with an empty line between them; what is empty is left out. */
export function page(blocks: readonly string[]): string {
  return `${[PAGE_BY, ...blocks].filter((block) => block !== "").join("\n\n")}\n`;
}

/** Words of a person, in one line. */
export function words(text: string): string {
  return (
    text
      .replace(/\s+/g, " ")
      .trim()
      .replace(/[\\`*{}[\]|~]/g, "\\$&")
      // Inside of a word it is a letter.
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replace(/^(\d*)([#+.)-])/, "$1\\$2")
  );
}

/** Our own sentences, whose code stands between backticks already. */
export function prose(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part) => {
      if (/^`[^`]+`$/.test(part)) return code(part.slice(1, -1));
      // Its spaces are those between it and the code.
      const [, before = "", inner = "", after = ""] = /^(\s*)(.*?)(\s*)$/s.exec(part) ?? [];
      return `${before === "" ? "" : " "}${words(inner)}${after === "" ? "" : " "}`;
    })
    .join("");
}

/** Code in a line, its backticks kept. */
export function code(text: string): string {
  const one = text.replace(/\s+/g, " ").trim();
  const longest = Math.max(0, ...[...one.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const space = one.startsWith("`") || one.endsWith("`") ? " " : "";
  return one === "" ? "" : `${fence}${space}${one}${space}${fence}`;
}

export function codeBlock(text: string, language = "sql"): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

/** Cells are Markdown already. Nothing where there are no rows. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(titles), `|${titles.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

/** Inside of code, too, a bar ends the cell. */
function cell(text: string): string {
  return text.replace(/(?<!\\)\|/g, "\\|").replace(/\n/g, "<br>");
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

/** A place that links lead to, whatever the heading behind it is called. */
export function anchor(id: string): string {
  return `<a id="${idOf(id.replaceAll(" ", "-"))}"></a>`;
}

export function link(
  text: string,
  { file = "", id }: { readonly file?: string; readonly id?: string },
): string {
  return `[${text}](${urlOf(file)}${id === undefined ? "" : `#${idOf(id.replaceAll(" ", "-"))}`})`;
}

/** Of a file: its slashes stay. */
export function urlOf(file: string): string {
  return file.split("/").map(idOf).join("/");
}

function idOf(id: string): string {
  return encodeURIComponent(id).replace(/['()]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}
