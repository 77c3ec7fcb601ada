// An entity diagram as Mermaid's text, with every name in a form that Mermaid's grammar takes.
import type { Entities, Entity, EntityColumn, Mark, Relation } from "./entities.ts";

/** Ends with a line feed. Names that the grammar has no room for stand in a comment beside a simpler one. */
export function mermaidOf({ entities, relations }: Entities): string {
  const ids = new Map(entities.map(({ key }, index) => [key, `e${index + 1}`]));
  const id = (key: string): string => ids.get(key) ?? "";
  const lines = [
    "erDiagram",
    ...entities.flatMap((entity) => entityLines(entity, id(entity.key))),
    ...relations.map((relation) => relationLine(relation, id)),
    ...markLines(entities, id),
  ];
  return `${lines.join("\n")}\n`;
}

const SIGNS: Readonly<Record<Mark, string>> = { added: "+", removed: "-", changed: "~" };

function entityLines({ schema, name, columns, mark }: Entity, id: string): readonly string[] {
  const title = `${mark ? `${SIGNS[mark]} ` : ""}${schema}.${name}`;
  const head = `  ${id}["${quoted(title)}"]`;
  return columns.length === 0 ? [head] : [`${head} {`, ...columns.map(columnLine), "  }"];
}

function columnLine({ name, type, notNull, keys, mark }: EntityColumn): string {
  const simple = word(name);
  const said = [
    ...(mark ? [mark] : []),
    ...(simple === name ? [] : [name]),
    ...(word(type) === type || !/[^\w ,()[\]]/.test(type) ? [] : [type]),
    ...(notNull ? ["not null"] : []),
  ];
  const comment = said.length === 0 ? "" : ` "${quoted(said.join("; "))}"`;
  return `    ${word(type)} ${simple}${keys.length === 0 ? "" : ` ${keys.join(", ")}`}${comment}`;
}

/** What Mermaid takes for the name or the type of an attribute. */
function word(text: string): string {
  const made = text.replace(/, ?/g, "-").replace(/[^A-Za-z0-9_\-[\]()\u00C0-\uFFFF]/g, "_");
  // A column that is called PK would be a key without a name.
  return /^[A-Za-z_\u00C0-\uFFFF]/.test(made) && !/^[PFU]K$/i.test(made) ? made : `_${made}`;
}

/** Inside of double quotes, which nothing can escape. */
function quoted(text: string): string {
  return text
    .replaceAll('"', "'")
    .replaceAll("\\", "/")
    .replaceAll("%", "\uFF05")
    .replace(/[\u0000-\u001f]/g, " ");
}

function relationLine(
  { name, from, to, one, optional, mark }: Relation,
  id: (key: string) => string,
): string {
  const line = `${id(to)} ${optional ? "|o" : "||"}--${one ? "o|" : "o{"} ${id(from)}`;
  return `  ${line} : "${quoted(`${mark ? `${SIGNS[mark]} ` : ""}${name}`)}"`;
}

/** Colours of a difference; the signs say the same to who sees none. */
const FILLS: Readonly<Record<Mark, string>> = {
  added: "fill:#d7f5dd,stroke:#1a7f37,color:#0b3d1b",
  removed: "fill:#ffdfdc,stroke:#b42318,color:#5a120c",
  changed: "fill:#fff3c4,stroke:#9a6700,color:#4d3400",
};

function markLines(entities: readonly Entity[], id: (key: string) => string): readonly string[] {
  return (Object.keys(FILLS) as Mark[]).flatMap((mark) => {
    const marked = entities.filter((entity) => entity.mark === mark).map(({ key }) => id(key));
    return marked.length === 0
      ? []
      : [`  classDef ${mark} ${FILLS[mark]}`, `  class ${marked.join(",")} ${mark}`];
  });
}
