// Cuts a script into statements, for loading them one by one.
import { readDocument } from "../../src/postgres/parse/document.ts";

export async function splitScript(text: string): Promise<string[]> {
  const { statements } = await readDocument({ bytes: Buffer.from(text), file: "case.sql", placeholders: {} });
  return statements.map((statement) => statement.text);
}
