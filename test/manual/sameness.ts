// Whether a command printed what the manual says, but for what differs each time: times, ports, hashes, passwords.

/** What the manual's reader is called, where they work, and on what. */
export const READER = { user: "ada", host: "laptop", database: "shop", folder: "/srv/shop" } as const;

const CHANGING: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+Z)?/g, "<time>"],
  [/\d{4}-\d\d-\d\d/g, "<date>"],
  [/\b(?:\d+m )?\d+(?:\.\d+)?(?:ms|s|m)\b/g, "<duration>"],
  [/\b[0-9a-f]{64}\b/g, "<hash>"],
  [/\b[0-9a-f]{40}\b/g, "<commit>"],
  [/127\.0\.0\.1:\d+/g, "127.0.0.1:<port>"],
  [/\/\/postgres:[^@\s]+@/g, "//postgres:<password>@"],
  [/\bprocess \d+/g, "process <pid>"],
  [/\bpid \d+/g, "pid <pid>"],
  [/\bPostgreSQL \d+\.\d+/g, "PostgreSQL <version>"],
  [/\b\d+ of 100 connections/g, "<n> of 100 connections"],
  [/^(godwit|node|platform) \S*\d\S*$/gm, "$1 <version>"],
  // Columns are as wide as their widest cell, and a duration may be wider today.
  [/ {2,}/g, "  "],
];

/** The lines to have in the manual: those it has where they still fit, else those that were printed. */
export function settled(printed: readonly string[], written: readonly string[]): readonly string[] {
  return fits(printed, written) ? written : printed;
}

function fits(printed: readonly string[], written: readonly string[]): boolean {
  const pattern = written
    .map((line) => (line === "..." ? "(?:.*\\n)*?" : `${literal(unchanging(line))}\\n`))
    .join("");
  return new RegExp(`^${pattern}$`).test(printed.map((line) => `${unchanging(line)}\n`).join(""));
}

function unchanging(line: string): string {
  return CHANGING.reduce((text, [pattern, name]) => text.replace(pattern, name), line).trimEnd();
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
