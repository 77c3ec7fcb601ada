// The page that leads to all others.
import { link, list, page } from "./markdown.ts";

export interface Content {
  /** Relative to the folder. */
  readonly file: string;
  readonly title: string;
}

export function contentsPage(contents: readonly Content[]): string {
  return page(["# The database", list(contents.map(({ file, title }) => link(title, { file })))]);
}
