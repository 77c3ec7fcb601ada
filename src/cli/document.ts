// The one JSON document that every command prints under --json (CONTRACT section 5).
import { commandDocument, type DocumentAbout } from "../actions/command-document.ts";

/** Two-space JSON and a line break. */
export function documentText(about: DocumentAbout): string {
  return `${JSON.stringify(commandDocument(about), null, 2)}\n`;
}
