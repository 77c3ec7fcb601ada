import { expect, it } from "vitest";
import { anchor, code, codeBlock, link, prose, table, words } from "./markdown.ts";

it.each([
  ["a_b and _c_", "a_b and \\_c\\_"],
  ["<b> & `x` | *y*\n# z", "&lt;b&gt; &amp; \\`x\\` \\| \\*y\\* # z"],
  ["# not a heading", "\\# not a heading"],
  ["1. no list", "1\\. no list"],
  ["- no list", "\\- no list"],
  ["12 apostles", "12 apostles"],
  ["[no](link)", "\\[no\\](link)"],
])("words of a person are words: %s", (text, shown) => {
  expect(words(text)).toBe(shown);
});

it("keeps backticks in code", () => {
  expect(code("a`b")).toBe("``a`b``");
  expect(code("`a`")).toBe("`` `a` ``");
  expect(codeBlock("select '```'")).toBe("````sql\nselect '```'\n````");
});

it("keeps a bar inside of its cell, and a row on its line", () => {
  expect(table(["a"], [[code("x | y")], ["b\nc"]])).toBe("| a |\n|---|\n| `x \\| y` |\n| b<br>c |");
});

it("links to a place by its key, whatever the key holds", () => {
  const key = 'table app."a.b(c)"';
  const id = /#(.*)\)$/.exec(link("x", { id: key }))?.[1];
  expect(anchor(key)).toBe(`<a id="${id}"></a>`);
  expect(id).not.toMatch(/[ ()"]/);
  expect(link("x", { file: "migrations/001_a b#c.md" })).toBe("[x](migrations/001_a%20b%23c.md)");
});

it("keeps the code of our own sentences, and nothing else", () => {
  expect(prose("add it `not valid` | then, `a*b`: *validate*")).toBe(
    "add it `not valid` \\| then, `a*b`: \\*validate\\*",
  );
  expect(prose("`x`")).toBe("`x`");
  expect(prose("")).toBe("");
});
