// Takes secrets out of SQL and error text before it is kept or shown (ruling 17).

const MASK = "'***'";

// A quoted string in any of PostgreSQL's forms: E'', '', $tag$…$tag$.
const STRING = String.raw`(?:[eE]?'(?:[^'\\]|''|\\.)*'|\$(?<tag>[A-Za-z_]\w*)?\$[\s\S]*?\$\k<tag>\$)`;

const SECRETS: readonly RegExp[] = [
  // create role … password 'x', user mapping options (password 'x'), alter role … encrypted password 'x'
  new RegExp(
    String.raw`(\b(?:password|passwd|pwd|secret|token|access_key|secret_key|api_key)\s*(?:=|:=)?\s*)${STRING}`,
    "gi",
  ),
  // create subscription … connection 'host=… password=…'
  new RegExp(String.raw`(\bconnection\s+)${STRING}`, "gi"),
];

/** Passwords in keyword strings and URLs, wherever they stand. */
const LOOSE: readonly (readonly [RegExp, string])[] = [
  [/(\bpassword\s*=\s*)(?!['$*\s])[^\s'",;)]+/gi, "$1***"],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@'"]+:)[^\s@'"]+@/gi, "$1***@"],
];

export interface Masked {
  readonly text: string;
  /** True when something was taken out: the text can no longer be run as it was. */
  readonly masked: boolean;
}

/** Masks passwords, connection strings and tokens in SQL. */
export function maskSql(text: string): Masked {
  let masked = text;
  for (const pattern of SECRETS) masked = masked.replace(pattern, `$1${MASK}`);
  for (const [pattern, replacement] of LOOSE) masked = masked.replace(pattern, replacement);
  return { text: masked, masked: masked !== text };
}

/** Masks what an error says beyond that: values of rows, which are the users' data and not ours to keep. */
export function maskError(text: string): string {
  return maskSql(text)
    .text.replace(/\bFailing row contains \([\s\S]*\)\.?/g, "Failing row contains (***).")
    .replace(
      /\bKey \(([^)]*)\)=\([\s\S]*?\)(?= (?:already exists|is not present|is still referenced|conflicts|is duplicated))/g,
      "Key ($1)=(***)",
    )
    .replace(/\b(invalid input (?:syntax|value) for [^:]+: )"[^"]*"/g, '$1"***"');
}
