// Markdown out of texts that may hold anything: what is a sign to Markdown, or to HTML, is a letter in the end.

/** The first line of every page that Godwit writes: another file in its place is somebody else's. */
export const PAGE_BY = "<!-- Written by `godwit docs`. Change what it was made from, not this page. -->";

/** A page of blocks with an empty line between them; what is empty is left out. */
export function page(blocks: readonly string[]): string {
  return `${[PAGE_BY, ...blocks].filter((block) => block !== "").join("\n\n")}\n`;
}

/** Words of a person, in one line. */
export function words(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[\\`*_{}[\]|~]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/^([#+-]|\d+[.)])/, "\\$1");
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
  return `<a id="${idOf(id)}"></a>`;
}

export function link(
  text: string,
  { file = "", id }: { readonly file?: string; readonly id?: string },
): string {
  return `[${text}](${encodeURI(file)}${id === undefined ? "" : `#${idOf(id)}`})`;
}

function idOf(id: string): string {
  return encodeURIComponent(id.replaceAll(" ", "-")).replace(
    /['()]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
}
