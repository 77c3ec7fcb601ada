// A place inside an item: the names of the maps on the way, then the attribute's own.

export type Path = readonly string[];

export function pathKey(path: Path): string {
  return JSON.stringify(path);
}

/** True when `path` is `ancestor` or lies inside it. */
export function isWithin(path: Path, ancestor: Path): boolean {
  return ancestor.length <= path.length && ancestor.every((name, index) => path[index] === name);
}
