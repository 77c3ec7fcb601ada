// An entity diagram as a picture that needs nothing else: boxes with columns, crow's feet, light and dark by the reader's choice.
import type { Entities, Entity, EntityColumn, Relation } from "./entities.ts";
import { type Box, type Laid, layOut } from "./lay-out.ts";
import { widthOf } from "./text-width.ts";

/** Ends with a line feed. */
export async function svgOf({ entities, relations }: Entities): Promise<string> {
  const boxes = entities.map((entity) => ({
    key: entity.key,
    width: boxWidth(entity),
    height: boxHeight(entity),
  }));
  const byKey = new Map(entities.map((entity) => [entity.key, entity]));
  const links = relations.map(({ from, to, columns }) => ({
    from,
    to,
    fromRow: rowOf(byKey.get(from) as Entity, ({ name }) => columns.includes(name)),
    toRow: rowOf(byKey.get(to) as Entity, ({ keys }) => keys.includes("PK")),
  }));
  const laid = await layOut(boxes, links);
  const { width, height } = laid;
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="entity diagram">`,
    `<style>${STYLE}</style>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...relations.map((relation, index) => relationSvg(relation, laid.ways[index] ?? [])),
    ...entities.map((entity) => entitySvg(entity, laid)),
    "</svg>\n",
  ].join("\n");
}

const ROW = 20;
const HEAD = 28;
const GAP = 14;
const KEYS = 52;
const LETTER = 7.3;

function boxWidth({ schema, name, columns, mark }: Entity): number {
  const title = widthOf(`${schema}.${name}`) * LETTER + (mark ? 2 : 0) * LETTER;
  const rows = columns.map(
    (column) => KEYS + (widthOf(column.name) + widthOf(typeText(column))) * LETTER + GAP,
  );
  return Math.ceil(Math.max(120, title, ...rows) + 2 * GAP);
}

function boxHeight({ columns }: Entity): number {
  return HEAD + columns.length * ROW + (columns.length === 0 ? 0 : 8);
}

/** The middle of the first column's row that is meant; of the head where there is none. */
function rowOf({ columns }: Entity, isMeant: (column: EntityColumn) => boolean): number {
  const index = columns.findIndex(isMeant);
  return index === -1 ? HEAD / 2 : HEAD + index * ROW + 14;
}

function typeText({ type, notNull }: EntityColumn): string {
  return notNull ? type : `${type}?`;
}

const SIGNS = { added: "+ ", removed: "− ", changed: "~ " } as const;

function entitySvg(entity: Entity, { places }: Laid): string {
  const { schema, name, columns, mark } = entity;
  const { x, y, width, height } = places.get(entity.key) as Box;
  const sign = mark ? SIGNS[mark] : "";
  return [
    `<g class="entity${mark ? ` ${mark}` : ""}" transform="translate(${x} ${y})">`,
    `<title>${escaped(`${schema}.${name}${mark ? ` (${mark})` : ""}`)}</title>`,
    `<rect class="box" width="${width}" height="${height}" rx="5"/>`,
    `<path class="head" d="M0 ${HEAD}V5a5 5 0 0 1 5-5H${width - 5}a5 5 0 0 1 5 5V${HEAD}z"/>`,
    `<text class="name" x="${GAP}" y="19">${sign}<tspan class="schema">${escaped(schema)}.</tspan>${escaped(name)}</text>`,
    ...columns.map((column, index) => columnSvg(column, width, HEAD + index * ROW + 18)),
    "</g>",
  ].join("\n");
}

function columnSvg(column: EntityColumn, width: number, y: number): string {
  const { name, keys, mark } = column;
  const sign = mark ? SIGNS[mark] : "";
  const key = keys.join(" ");
  return [
    `<g class="column${mark ? ` ${mark}` : ""}">`,
    ...(mark ? [`<rect x="1" y="${y - 14}" width="${width - 2}" height="${ROW}"/>`] : []),
    ...(key === "" ? [] : [`<text class="keys" x="${GAP}" y="${y}">${key}</text>`]),
    `<text x="${KEYS}" y="${y}">${sign}${escaped(name)}</text>`,
    `<text class="type" x="${width - GAP}" y="${y}">${escaped(typeText(column))}</text></g>`,
  ].join("");
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** `points` lead from the table that refers to the one that is referred to. */
function relationSvg({ name, mark, one, optional }: Relation, points: readonly Point[]): string {
  const [first, second] = points;
  const [last, before] = [points.at(-1), points.at(-2)];
  if (!first || !second || !last || !before) return "";
  const line = points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join("");
  return [
    `<g class="relation${mark ? ` ${mark}` : ""}"><title>${escaped(name)}</title>`,
    `<path d="${line}"/>`,
    foot(first, second, { many: !one, optional: true }),
    foot(last, before, { many: false, optional }),
    "</g>",
  ].join("");
}

/** The end of a line at a box: a crow's foot or a bar for how many, a ring or a second bar for whether any. */
function foot(
  at: Point,
  from: Point,
  { many, optional }: { readonly many: boolean; readonly optional: boolean },
): string {
  const length = Math.hypot(from.x - at.x, from.y - at.y) || 1;
  const [dx, dy] = [(from.x - at.x) / length, (from.y - at.y) / length];
  const point = (away: number, aside: number): string =>
    `${round(at.x + dx * away - dy * aside)} ${round(at.y + dy * away + dx * aside)}`;
  const bar = (away: number): string => `M${point(away, -5)}L${point(away, 5)}`;
  const count = many ? `M${point(0, -6)}L${point(11, 0)}L${point(0, 6)}` : bar(7);
  const [cx, cy] = point(16, 0).split(" ");
  const any = optional ? `<circle cx="${cx}" cy="${cy}" r="4"/>` : "";
  return `<path d="${count}${optional ? "" : bar(12)}"/>${any}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Characters that XML does not allow are shown as what replaces them everywhere. */
function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

const LIGHT =
  "--page:#fff;--ink:#1f2328;--dim:#59636e;--line:#8c959f;--box:#fff;--head:#eaeef2;--added:#1a7f37;--added-fill:#dafbe1;--removed:#c62828;--removed-fill:#ffe3e0;--changed:#9a6700;--changed-fill:#fff5cc";
const DARK =
  "--page:#0d1117;--ink:#e6edf3;--dim:#9198a1;--line:#6e7681;--box:#161b22;--head:#262c36;--added:#4ac26b;--added-fill:#12341d;--removed:#ff7b72;--removed-fill:#45191a;--changed:#d4a72c;--changed-fill:#3b2c05";

const STYLE = [
  `svg{${LIGHT}}@media(prefers-color-scheme:dark){svg{${DARK}}}`,
  "text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:var(--ink);white-space:pre}",
  ".page{fill:var(--page)}.box{fill:var(--box);stroke:var(--line)}.head{fill:var(--head);stroke:var(--line)}",
  ".name{font-weight:600}.schema,.type,.keys{fill:var(--dim)}.schema{font-weight:400}.keys{font-size:10px}.type{text-anchor:end}",
  ".relation path{fill:none;stroke:var(--line);stroke-width:1.4}.relation circle{fill:var(--page);stroke:var(--line);stroke-width:1.4}",
  ...["added", "removed", "changed"].map(
    (mark) =>
      `.entity.${mark} .box{stroke:var(--${mark});stroke-width:2}.entity.${mark} .head{fill:var(--${mark}-fill);stroke:var(--${mark})}` +
      `.column.${mark} rect{fill:var(--${mark}-fill)}.relation.${mark} path,.relation.${mark} circle{stroke:var(--${mark})}`,
  ),
  ".relation.removed path:first-of-type{stroke-dasharray:5 4}.column.removed text{text-decoration:line-through}",
].join("");
