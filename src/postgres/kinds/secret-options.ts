// Options that hold secrets: their names are compared, their values are neither read nor written.
const SECRET = /^(?:password|passwd|passfile|sslpassword|.*secret.*|.*token|.*_key)$/i;

/** What stands for a value that is not known; the person who applies the plan puts the value there. */
export const HIDDEN = "********";

/** `name=value` with the values of secrets hidden; their order means nothing. */
export function hideSecrets(options: readonly string[]): readonly string[] {
  const hidden = options.map((option) => {
    const name = option.slice(0, option.indexOf("="));
    return SECRET.test(name) ? `${name}=${HIDDEN}` : option;
  });
  return hidden.sort();
}

/** The same of a connection string, `name=value` apart by spaces or a URL. */
export function hideInConnection(connection: string): string {
  return connection
    .replace(/\b(password|passfile|sslpassword)\s*=\s*('(?:[^'\\]|\\.)*'|[^\s&]*)/gi, `$1=${HIDDEN}`)
    .replace(/^(\w+:\/\/[^:@/]*):[^@/]*@/, `$1:${HIDDEN}@`);
}
