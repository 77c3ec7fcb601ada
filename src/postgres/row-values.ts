// Values for generated rows: for each type an expression over `i`, the row's number, distinct where the type allows.
import { join, literal, name, type Sql, sql, verbatim } from "./sql.ts";

/** What must be known of a column to fill it. */
export interface FillableColumn {
  readonly name: string;
  /** As format_type prints it, of the domain's base type where it is a domain. */
  readonly type: string;
  readonly declared: string;
  /** pg_type.typtype of the base type. */
  readonly sort: string;
  readonly notNull: boolean;
  /** The server gives a value itself. */
  readonly given: boolean;
  /** Of an enum, in order. */
  readonly labels: readonly string[];
  /** A check of the table looks at it, so that other values than the usual one are tried. */
  readonly checked: boolean;
  /** Constants in those checks, as text. */
  readonly constants: readonly string[];
}

/** Expressions to try in turn; none where no value of this type can be made up. */
export function valuesOf(column: FillableColumn): readonly Sql[] {
  const usual = usualValue(column);
  if (usual && !column.checked) return [usual];
  const named = column.constants.map((constant) => cast(literal(constant), column));
  const more = NUMBERS.test(column.type) ? ALTERNATIVES.map((text) => cast(verbatim(text), column)) : [];
  const nothing = column.notNull ? [] : [sql`null`];
  const strings = STRINGS.test(column.type)
    ? [sql`'a' || i || '@example.com'`, sql`'+1555000' || i`, sql`'A' || i`].map((value) =>
        fitted(value, column),
      )
    : [];
  return [...(usual ? [usual] : []), ...named, ...more, ...strings, ...nothing];
}

function usualValue(column: FillableColumn): Sql | undefined {
  const { type, sort, labels } = column;
  if (type.endsWith("[]")) {
    const item = usualValue({
      ...column,
      type: type.slice(0, -2),
      declared: type.slice(0, -2),
      constants: [],
    });
    return item ? cast(sql`array[${item}]`, column) : undefined;
  }
  if (sort === "e") {
    if (labels.length === 0) return undefined;
    const list = literal(labels);
    return cast(sql`(${list})[1 + i % ${literal(labels.length)}]`, column);
  }
  if (sort === "r" || sort === "m") return cast(sql`${literal(sort === "r" ? "empty" : "{}")}`, column);
  const base = withoutSchema(type.replace(/\(.*?\)/, ""));
  if (STRINGS.test(base)) return fitted(sql`'text ' || i`, column);
  const expression = EXPRESSIONS[base];
  return expression ? cast(expression, column) : undefined;
}

/** Types of extensions are where the extension is. */
function withoutSchema(type: string): string {
  return type.slice(type.lastIndexOf(".") + 1);
}

function cast(expression: Sql, { declared }: FillableColumn): Sql {
  return sql`(${expression})::${verbatim(declared)}`;
}

/** An explicit cast cuts what is too long: the number goes first, so that values stay distinct. */
function fitted(expression: Sql, column: FillableColumn): Sql {
  const length = /\((\d+)\)/.exec(column.type)?.[1];
  const text = length && Number(length) < 12 ? sql`i::text` : expression;
  return cast(text, column);
}

const STRINGS = /^(?:text|character varying|character|name|citext|"char")\b/;
const NUMBERS = /^(?:smallint|integer|bigint|numeric|real|double precision|money)\b/;
const ALTERNATIVES = ["0", "i * 10", "1", "-i", "0.5", "i * 1000"];

const EXPRESSIONS: Readonly<Record<string, Sql>> = {
  smallint: sql`i`,
  integer: sql`i`,
  bigint: sql`i`,
  numeric: sql`i`,
  real: sql`i`,
  "double precision": sql`i`,
  money: sql`i`,
  oid: sql`i`,
  boolean: sql`i % 2 = 0`,
  ltree: sql`'a.b' || i`,
  hstore: sql`'a=>' || i`,
  uuid: sql`pg_catalog.md5(i::text)`,
  date: sql`date '2020-01-01' + i`,
  "timestamp without time zone": sql`timestamp '2020-01-01' + i * interval '1 day'`,
  "timestamp with time zone": sql`timestamptz '2020-01-01 00:00:00+00' + i * interval '1 day'`,
  "time without time zone": sql`time '00:00' + i * interval '1 minute'`,
  "time with time zone": sql`timetz '00:00+00' + i * interval '1 minute'`,
  interval: sql`i * interval '1 day'`,
  json: sql`'{"n": ' || i || '}'`,
  jsonb: sql`'{"n": ' || i || '}'`,
  bytea: sql`pg_catalog.decode(pg_catalog.md5(i::text), 'hex')`,
  inet: sql`'10.0.0.' || i`,
  cidr: sql`'10.0.' || i || '.0/24'`,
  macaddr: sql`'08:00:2b:01:02:0' || i`,
  macaddr8: sql`'08:00:2b:01:02:03:04:0' || i`,
  bit: sql`'1'`,
  "bit varying": sql`'1'`,
  point: sql`'(' || i || ',0)'`,
  line: sql`'{1,-1,' || i || '}'`,
  lseg: sql`'[(0,0),(' || i || ',1)]'`,
  box: sql`'(' || i || ',1),(0,0)'`,
  path: sql`'((0,0),(' || i || ',1))'`,
  polygon: sql`'((0,0),(1,0),(' || i || ',1))'`,
  circle: sql`'<(0,0),' || i || '>'`,
  tsvector: sql`'word' || i`,
  tsquery: sql`'word' || i`,
  xml: sql`'<a>' || i || '</a>'`,
  pg_lsn: sql`'0/' || i`,
};

export interface FilledColumn {
  readonly name: string;
  readonly value: Sql;
}

/** One row; `i` in the values is its number. */
export function insertRows(relation: Sql, columns: readonly FilledColumn[], rows: readonly number[]): Sql {
  const numbers = join(rows.map((row) => sql`(${literal(row)})`));
  if (columns.length === 0)
    return join(
      rows.map(() => sql`insert into ${relation} default values`),
      sql`; `,
    );
  const list = join(columns.map((column) => name(column.name)));
  const values = join(columns.map(({ value }) => value));
  return sql`insert into ${relation} (${list}) overriding system value select ${values} from (values ${numbers}) as n(i)`;
}
