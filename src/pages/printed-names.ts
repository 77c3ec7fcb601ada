// Reads names out of what PostgreSQL prints of constraints: always qualified, quoted where they must be.

export interface ForeignKey {
  readonly columns: readonly string[];
  /** Schema and table. */
  readonly references: readonly [string, string];
  readonly referenced: readonly string[];
}

const NAME = String.raw`(?:"(?:[^"]|"")*"|[^\s",().]+)`;
const LIST = `(?:PERIOD )?${NAME}(?:, (?:PERIOD )?${NAME})*`;
const FOREIGN_KEY = new RegExp(
  `^FOREIGN KEY \\((${LIST})\\) REFERENCES (${NAME})\\.(${NAME})\\((${LIST})\\)`,
  "u",
);

/** Undefined for what is not a foreign key. */
export function foreignKeyOf(definition: string): ForeignKey | undefined {
  const [, columns, schema, table, referenced] = FOREIGN_KEY.exec(definition) ?? [];
  if (columns === undefined || schema === undefined || table === undefined) return undefined;
  return {
    columns: namesIn(columns),
    references: [plain(schema), plain(table)],
    referenced: namesIn(referenced ?? ""),
  };
}

/** The names of a list up to its end or its closing parenthesis: `a, "B c")` is `a` and `B c`. */
export function namesIn(list: string): readonly string[] {
  const names: string[] = [];
  const one = new RegExp(`(?:PERIOD )?(${NAME})(, )?`, "uy");
  for (let found = one.exec(list); found; found = one.exec(list)) {
    names.push(plain(found[1] ?? ""));
    if (found[2] === undefined) break;
  }
  return names;
}

function plain(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
