// MikroORM's users, articles and tags, changed three times.
import type { Model } from "./model.ts";

export const mikroorm: Model = {
  preset: "mikroorm",
  packages: ["@mikro-orm/core@6.6.15", "@mikro-orm/knex@6.6.15", "@mikro-orm/postgresql@6.6.15"],
  files: (step) => ({
    "src/entities.ts": `
import { EntitySchema } from "@mikro-orm/core";

export const User = new EntitySchema({
  name: "User",
  properties: {
    id: { type: "number", primary: true },
    fullName: { type: "string", length: ${step >= 3 ? 100 : 255} },
    email: { type: "string", unique: true },
    bio: { type: "text", default: "" },
    ${step >= 1 ? 'createdAt: { type: "datetime", defaultRaw: "now()" },' : ""}
  },
});

export const Article = new EntitySchema({
  name: "Article",
  ${step >= 1 ? 'indexes: [{ name: "article_title", properties: ["title"] }],' : ""}
  properties: {
    id: { type: "number", primary: true },
    slug: { type: "string", unique: true },
    title: { type: "string" },
    text: { type: "text"${step >= 3 ? ", nullable: true" : ""} },
    author: { kind: "m:1", entity: "User" },
    ${step >= 2 ? 'tags: { kind: "m:n", entity: "Tag" },' : ""}
  },
});
${
  step >= 2
    ? `
export const Tag = new EntitySchema({
  name: "Tag",
  properties: {
    id: { type: "number", primary: true },
    name: { type: "string", length: 20 },
    kind: { enum: true, items: ["topic", "mood"], default: "topic" },
  },
});`
    : ""
}
`,
    "mikro-orm.config.ts": `
import { defineConfig } from "@mikro-orm/postgresql";
import * as entities from "./src/entities";

export default defineConfig({ dbName: "blog", entities: Object.values(entities) });
`,
  }),
};
