// Takes out of a command's output what differs from run to run: times, ports, names of databases, versions of servers.

export function steady(
  output: string,
  { url, name }: { readonly url: string; readonly name: string },
): string {
  const { host, password } = new URL(url);
  return (
    output
      .replaceAll(password, "<password>")
      .replaceAll(host, "<server>")
      .replaceAll(name, "<database>")
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "<time>")
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g, "<time>")
      .replace(/("executionTimeMs": )\d+/g, "$1<ms>")
      // A table has a page more as soon as its free space is kept track of.
      .replace(/("(?:logged|disk)": )[1-9]\d*/g, "$1<bytes>")
      .replace(/("runId": )"[^"]+"/g, "$1<run>")
      .replace(/\b\d+(?:\.\d+)?m?s\b/g, "<took>")
      .replace(/\b[0-9a-f]{64}\b/g, "<hash>")
      .replace(/PostgreSQL \d+\.\d+/g, "PostgreSQL <version>")
      // Columns are as wide as their widest cell.
      .replace(/(\S) {2,}(?=\S)/g, "$1  ")
  );
}
