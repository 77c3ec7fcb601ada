// An item with another value at one place; undefined takes the place away.
import type { AttributeMap, AttributeValue } from "./attribute.ts";
import type { Path } from "./path.ts";

export function withValue(map: AttributeMap, path: Path, value: AttributeValue | undefined): AttributeMap {
  const [name = "", ...rest] = path;
  if (rest.length === 0) {
    const { [name]: _gone, ...others } = map;
    return value === undefined ? others : { ...others, [name]: value };
  }
  const inner = map[name];
  return inner && "M" in inner ? { ...map, [name]: { M: withValue(inner.M, rest, value) } } : map;
}
