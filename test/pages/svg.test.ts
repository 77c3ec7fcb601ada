// The picture of a schema: nothing lies on anything else, every name is text, and the same schema gives the same bytes.
import { describe, expect, it } from "vitest";
import { type Fact, keyOf, makeFact, type Schema } from "../../src/core/fact.ts";
import { entitiesOf } from "../../src/pages/entities.ts";
import { svgOf } from "../../src/pages/svg.ts";

const table = (name: string): Fact => makeFact({ kind: "table", path: ["app", name] }, [], {});
const column = (on: string, name: string, { type = "bigint", notNull = false, position = 1 } = {}): Fact => ({
  ...makeFact({ kind: "column", path: ["app", on, name] }, [keyOf("table", ["app", on])], { type, notNull }),
  position,
});
const constraint = (on: string, name: string, [type, definition]: readonly [string, string]): Fact =>
  makeFact({ kind: "constraint", path: ["app", on, name] }, [keyOf("table", ["app", on])], {
    type,
    definition,
  });
const schemaOf = (...facts: readonly Fact[]): Schema => new Map(facts.map((fact) => [fact.key, fact]));

describe("the picture", () => {
  const many = schemaOf(
    ...Array.from({ length: 60 }, (_, index) => [
      table(`t${index}`),
      column(`t${index}`, "id", { notNull: true }),
      column(`t${index}`, "other", { position: 2 }),
      constraint(`t${index}`, "pk", ["primary key", "PRIMARY KEY (id)"]),
      ...(index % 3 === 0
        ? []
        : [
            constraint(`t${index}`, "fk", [
              "foreign key",
              `FOREIGN KEY (other) REFERENCES app.t${Math.floor(index / 3)}(id)`,
            ]),
          ]),
    ]).flat(),
  );

  it("has room for sixty tables, none on another, all of them inside", async () => {
    const svg = await svgOf(entitiesOf(many));
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
    const boxes = [
      ...svg.matchAll(
        /translate\((\d+) (\d+)\)">\n<title>[^<]*<\/title>\n<rect class="box" width="(\d+)" height="(\d+)"/g,
      ),
    ].map(([, ...numbers]) => numbers.map(Number) as [number, number, number, number]);
    expect(boxes.length).toBe(60);
    for (const [x, y, w, h] of boxes) {
      expect(x + w).toBeLessThan(Number(width));
      expect(y + h).toBeLessThan(Number(height));
      const over = boxes.filter(([a, b, c, d]) => a < x + w && x < a + c && b < y + h && y < b + d);
      expect(over.length).toBe(1);
    }
  });

  it("is the same for the same schema in another order", async () => {
    const reversed: Schema = new Map([...many].reverse());
    expect(await svgOf(entitiesOf(reversed))).toBe(await svgOf(entitiesOf(many)));
  });

  it("is XML whatever the names hold", async () => {
    const svg = await svgOf(entitiesOf(schemaOf(table('a<b>&"\u0001'), column('a<b>&"\u0001', "</text>"))));
    expect(svg).toContain('app.</tspan>a&lt;b&gt;&amp;"\uFFFD</text>');
    expect(svg).toContain("&lt;/text&gt;");
    const open: string[] = [];
    for (const [, end, name = "", rest = ""] of svg.matchAll(/<(\/?)([a-z]+)([^>]*)>/g)) {
      if (end) expect(open.pop()).toBe(name);
      else if (!rest.endsWith("/")) open.push(name);
    }
    expect(open).toEqual([]);
  });

  it("draws nothing for nothing", async () => {
    expect(await svgOf(entitiesOf(new Map()))).toContain("</svg>\n");
  });
});
