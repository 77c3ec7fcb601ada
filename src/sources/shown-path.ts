// How people see a path: relative to the project, with forward slashes.
import { relative, sep } from "node:path";

/** On another Windows drive there is no relative path, and the absolute one is shown. */
export function shownPath(root: string, absolute: string): string {
  const path = relative(root, absolute);
  return sep === "/" ? path : path.replaceAll(sep, "/");
}
