// The shell-completion library speaks through console.log; this hands its words back as a text.

/** What `work` prints while it runs. */
export function printed(work: () => void): string {
  const { log } = console;
  const lines: string[] = [];
  console.log = (line: unknown) => lines.push(String(line));
  try {
    work();
  } finally {
    console.log = log;
  }
  return `${lines.join("\n")}\n`;
}
