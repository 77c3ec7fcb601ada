import { expect, test } from "vitest";
import { fromItem } from "../value.ts";
import { carries, type Image, imageOf, imagesFromText, imagesToText, isAsBefore, keyText } from "./image.ts";

const key = fromItem({ PK: "A", SK: "1" });

test("images come back from their text as they were, bytes and line ends too", () => {
  const strange = fromItem({
    ...{ PK: "A", SK: "1", base64: "text", B: "x\ny\u2028", __proto__x: 1 },
    bytes: new Uint8Array([0, 255, 10]),
    buffer: Buffer.from([1, 2, 3]),
    all: new Set([new Uint8Array([1]), new Uint8Array([2])]),
    map: { base64: "not bytes", M: { S: "s" } },
    many: 12345678901234567890n,
  });
  const images: Image[] = [
    { kind: "removed", key, before: strange },
    { kind: "added", key, after: strange },
    { kind: "changed", key, changes: [{ path: ["a"], from: undefined, to: { N: "1" } }], stamps: [] },
  ];
  const back = imagesFromText(imagesToText(images));
  expect(back.map(({ kind }) => kind)).toEqual(["removed", "added", "changed"]);
  expect(carries(images[1] as Image, strange, [])).toBe(true);
  expect(carries(back[1] as Image, strange, [])).toBe(true);
  expect(isAsBefore(back[0] as Image, strange)).toBe(true);
  expect(back[2]).toEqual({ ...images[2], changes: [{ path: ["a"], to: { N: "1" } }] });
  expect(imagesFromText("")).toEqual([]);
});

test("an item carries what was written there, whatever else is in it", () => {
  const before = fromItem({ PK: "A", SK: "1", a: 1, at: "then" });
  const after = fromItem({ PK: "A", SK: "1", a: 2, at: "now" });
  const changes = [{ path: ["a"], from: { N: "1" }, to: { N: "2" } }];
  const image = imageOf({ key, before, after, changes, stampNames: ["at"] });
  expect(carries(image, { ...after, b: { S: "new" }, at: { S: "later" } }, ["at"])).toBe(true);
  expect(carries(image, { ...after, a: { N: "3" } }, ["at"])).toBe(false);
  expect(carries(image, undefined, ["at"])).toBe(false);
  expect(isAsBefore(image, { ...before, b: { S: "new" } })).toBe(true);
  expect(image).toMatchObject({ stamps: [{ path: ["at"], from: { S: "then" } }] });
});

test("what was added is known by all of it but its stamps, what was removed by being gone", () => {
  const after = fromItem({ PK: "A", SK: "1", a: 2, at: "now" });
  const added = imageOf({ key, before: undefined, after, changes: [], stampNames: ["at"] });
  expect(carries(added, { ...after, at: { S: "other" } }, ["at"])).toBe(true);
  expect(carries(added, { ...after, b: { S: "x" } }, ["at"])).toBe(false);
  const removed = imageOf({ key, before: after, after: undefined, changes: [], stampNames: ["at"] });
  expect(carries(removed, undefined, [])).toBe(true);
  expect(carries(removed, after, [])).toBe(false);
});

test("a key has one text, whatever order or spelling it comes in", () => {
  expect(keyText({ SK: { N: "1.0" }, PK: { S: "A" } })).toBe(keyText({ PK: { S: "A" }, SK: { N: "1" } }));
  expect(keyText({ PK: { S: "A" }, SK: { S: "1" } })).not.toBe(keyText({ PK: { S: "A" }, SK: { N: "1" } }));
});
