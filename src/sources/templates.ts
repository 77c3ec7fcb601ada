// What `godwit new` writes into a new migration's files.

export interface TemplateValues {
  readonly version: string;
  /** With the version: `024_add_users`. */
  readonly name: string;
  /** In words: `add users`. */
  readonly title: string;
  readonly author: string | undefined;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly data: boolean;
}

export function sqlTemplate(values: TemplateValues): string {
  return `${header(values, "--")}\n`;
}

export function rollbackTemplate({ name }: TemplateValues): string {
  return `-- Reverses: ${name}\n\n`;
}

/** Both directions throw until they are written, so that an unfinished file is never recorded as applied. */
export function moduleTemplate(values: TemplateValues): string {
  return `${header(values, "//")}import { migration } from "godwit";

export default migration({
  // async up({ sql, log, signal }) {
  //   await sql\`update users set email = lower(email) where id = \${1}\`;
  // },
  async up() {
    throw new Error("${values.name} is not written yet");
  },

  async down() {
    throw new Error("${values.name} has no rollback yet: write it, or delete \`down\`");
  },
});
`;
}

/** A DynamoDB migration: both directions throw until they are written, like the one above. */
export function dynamoTemplate(values: TemplateValues): string {
  return `${header(values, "//")}import { dynamo } from "godwit";

export default dynamo({
  // async up({ config, log }) {
  //   await config("CONFIG", "PERMISSION_MATRIX").update((item) => ({ ...item, permissions: { … } }));
  // },
  async up() {
    throw new Error("${values.name} is not written yet");
  },

  async down() {
    throw new Error("${values.name} has no rollback yet: write it, or delete \`down\`");
  },
});
`;
}

export interface ConfigItem {
  /** Its key: names and values. */
  readonly item: Readonly<Record<string, string>>;
  /** The module that gives a fresh deployment's items. */
  readonly init: string;
  /** Whether that gives this item already. */
  readonly given: boolean;
}

/** One item of configuration: put where it is new, changed where init gives it already. */
export function configItemTemplate(values: TemplateValues, { item, init, given }: ConfigItem): string {
  const key = Object.values(item)
    .map((value) => JSON.stringify(value))
    .join(", ");
  const change = `await ctx.config(${key}).update((item) => {
      return item;
    });`;
  const [up, down] = given ? [change, change] : [`await ctx.${putOf(item)};`, `await ctx.delete(${key});`];
  return `${header(values, "//")}import { dynamo } from "godwit";

export default dynamo({
  async up(ctx) {
    // Goes when it is written, here and in ${init}: \`godwit verify --base REF\` proves that both say the same.
    throw new Error("${values.name} is not written yet");
    ${up}
  },

  async down(ctx) {
    ${down}
  },
});
`;
}

/** `put({ PK: "CONFIG" })` */
export function putOf(item: Readonly<Record<string, string>>): string {
  const entries = Object.entries(item).map(([name, value]) => {
    const shown = /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? name : JSON.stringify(name);
    return `${shown}: ${JSON.stringify(value)}`;
  });
  return `put({ ${entries.join(", ")} })`;
}

/** A module of a fresh deployment's items that makes one call. */
export function initTemplate(call: string): string {
  return `// The items of a fresh deployment. What a migration changes is changed here, too.
import { dynamo } from "godwit";

export default dynamo({
  async init(ctx) {
    await ctx.${call};
  },
});
`;
}

/** The project's own template: \`{{name}}\` and the other values are filled in, unknown ones are left. */
export function fillTemplate(template: string, values: TemplateValues): string {
  return template.replace(/\{\{\s*(version|name|title|author|date)\s*\}\}/g, (_, key: "version") => {
    return values[key] ?? "";
  });
}

/** A template says with `{{sql}}` where the statements go; else they come last. */
export function withBody(text: string, body: string | undefined): string {
  const place = /\{\{\s*sql\s*\}\}\n?/;
  if (place.test(text)) return text.replace(place, () => body ?? "");
  return body === undefined ? text : `${text.trimEnd()}\n\n${body}`;
}

function header({ title, author, date, data }: TemplateValues, marker: string): string {
  const lines = [`Migration: ${title}`];
  if (author !== undefined) lines.push(`Author: ${author}`);
  lines.push(`Date: ${date}`);
  if (data) lines.push("Kind: data");
  return lines.map((line) => `${marker} ${line}\n`).join("");
}
