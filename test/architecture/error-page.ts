// docs/errors.md explains every code below the heading of its exit status.

interface Row {
  readonly status: number;
}

/** What the page lacks, says twice, puts under the wrong status, or explains although it does not exist. */
export function unexplainedCodes(codes: Readonly<Record<string, Row>>, page: string): string[] {
  const problems: string[] = [];
  const explained = new Set<string>();
  let status = "";
  for (const section of page.split(/^(?=#{2,3} )/m)) {
    const [heading = "", ...body] = section.split("\n");
    status = /^## Status (\d+)/.exec(heading)?.[1] ?? status;
    const code = /^### (\w+)/.exec(heading)?.[1];
    if (code === undefined) continue;
    const row = codes[code];
    if (!row) problems.push(`docs/errors.md explains ${code}, which does not exist`);
    else if (explained.has(code)) problems.push(`docs/errors.md explains ${code} twice`);
    else if (String(row.status) !== status) problems.push(`${code} has status ${row.status}, not ${status}`);
    else if (body.join("").trim() === "") problems.push(`docs/errors.md says nothing about ${code}`);
    explained.add(code);
  }
  for (const code of Object.keys(codes)) {
    if (!explained.has(code)) problems.push(`docs/errors.md does not explain ${code}`);
  }
  return problems;
}
