// Our own SQL, safe by type: text is only ever built from the `sql` tag, `name()` and `literal()`.

declare const brand: unique symbol;

/** A piece of SQL. A plain string is not one, so SQL injection by slip does not compile. */
export interface Sql {
  readonly [brand]: true;
  readonly text: string;
}

/** Builds SQL from a template whose values are themselves SQL. */
export function sql(strings: TemplateStringsArray, ...values: readonly Sql[]): Sql {
  let text = strings[0] ?? "";
  for (let index = 0; index < values.length; index++) {
    text += (values[index] as Sql).text + (strings[index + 1] ?? "");
  }
  return make(text);
}

/** A quoted, possibly qualified name. */
export function name(...parts: readonly string[]): Sql {
  return make(parts.map((part) => `"${part.replaceAll('"', '""')}"`).join("."));
}

export type LiteralValue = string | number | bigint | boolean | null | Date | readonly string[];

/** A constant. Strings are safe whatever `standard_conforming_strings` says; arrays are `text[]`. */
export function literal(value: LiteralValue): Sql {
  if (value === null) return make("null");
  if (typeof value === "boolean") return make(value ? "true" : "false");
  if (typeof value === "number" || typeof value === "bigint") {
    if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(`not a number: ${value}`);
    return make(String(value));
  }
  if (value instanceof Date) return make(`${quote(value.toISOString())}::timestamptz`);
  if (typeof value === "string") return make(quote(value));
  return make(value.length === 0 ? "'{}'::text[]" : `array[${value.map(quote).join(",")}]::text[]`);
}

/** A piece of SQL as the constant in which a DO or a function takes its body. */
export function body({ text }: Sql): Sql {
  let tag = "do";
  while (text.includes(`$${tag}`)) tag += "_";
  return make(`$${tag}$${text}$${tag}$`);
}

/** Joins pieces, by a comma unless told otherwise. */
export function join(pieces: readonly Sql[], separator: Sql = comma): Sql {
  return make(pieces.map((piece) => piece.text).join(separator.text));
}

/** A user's own statement, exactly as it stands in the file. The only way in for text we did not write. */
export function verbatim(text: string): Sql {
  return make(text);
}

function make(text: string): Sql {
  return { text } as Sql;
}

const comma = make(", ");

function quote(value: string): string {
  if (value.includes("\0")) throw new RangeError("PostgreSQL text cannot hold a NUL character");
  const doubled = value.replaceAll("'", "''");
  return doubled.includes("\\") ? `E'${doubled.replaceAll("\\", "\\\\")}'` : `'${doubled}'`;
}
