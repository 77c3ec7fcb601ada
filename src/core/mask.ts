// Keeps passwords out of everything that is printed: URLs, libpq keyword strings and variables.

const MASK = "***";

// Up to the last @ of the word: a password may itself hold an unescaped @ or /. Masking too much is the safe side.
const URL_PASSWORD = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:/?#@"'`]*):[^\s"'`]*@/gi;
const SECRET_NAME =
  "[a-z0-9_-]*(?:password|passwd|passphrase|secret|token|sslkey_pem|access_key|accesskey|api_?key)[a-z0-9_-]*";
const QUERY_PARAMETER = new RegExp(`([?&](?:${SECRET_NAME})=)[^&\\s"'\`]*`, "gi");
// `password=x`, `password = 'x y'` with libpq's backslash escapes, and `PGPASSWORD=x`.
const KEYWORD = new RegExp(
  `(\\b(?:${SECRET_NAME})\\s*=\\s*)('(?:\\\\.|[^'\\\\])*'|"[^"]*"|[^\\s'"&]+)`,
  "gi",
);

// `create role app password 'x'`, as SQL says it.
const SQL_PASSWORD = /(\bpassword\s+)'(?:''|[^'])*'/gi;

/** The text with every password in it replaced by `***`. */
export function mask(text: string): string {
  return text
    .replace(URL_PASSWORD, `$1:${MASK}@`)
    .replace(QUERY_PARAMETER, `$1${MASK}`)
    .replace(KEYWORD, `$1${MASK}`)
    .replace(SQL_PASSWORD, `$1'${MASK}'`);
}
