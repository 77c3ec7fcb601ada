// `npm run new -- THING NAME`: writes the stub of a new part, its test folder, and its line in the list of parts.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

/**
 * Where a part lives, and its line in the list. `before` is the text in front of which the line goes: the end of
 * the list, or of the imports.
 */
const THINGS = {
  command: {
    file: (name) => `src/cli/commands/${name}.ts`,
    list: "src/cli/commands.ts",
    lines: (name, identifier) => [
      {
        before: "];\n",
        text: `  {
    name: "${name}",
    summary: "say here what it does",
    group: "Every day",
    load: async () => (await import("./commands/${name}.ts")).${identifier},
  },
`,
      },
    ],
    next: "write it, then run `node scripts/docs.mjs` for its page in the manual",
  },
  reporter: {
    file: (name) => `src/reporters/${name}.ts`,
    list: "src/reporters.ts",
    lines: (name, identifier) => [
      { before: "\nconst REPORTERS", text: `import { ${identifier} } from "./reporters/${name}.ts";\n` },
      { before: "];\n\n/** All reporters", text: `, ${identifier}` },
    ],
    next: "write it, and say in it when it has nothing to do",
  },
  rule: {
    file: (name) => `src/postgres/rules/${name}.ts`,
    list: "src/postgres/rules.ts",
    lines: (name, identifier) => [
      { before: "\nexport const RULES", text: `import { ${identifier} } from "./rules/${name}.ts";\n` },
      { before: "];\n", text: `  ${identifier},\n` },
    ],
    next: "write it, then run `npx vitest run --project unit test/lint-manual.test.ts -u` for its page in the manual",
  },
  kind: {
    file: (name) => `src/postgres/kinds/${name}.ts`,
    list: "src/postgres/kinds.ts",
    lines: (name, identifier) => [
      { before: "\nconst OBJECTS", text: `import { ${identifier} } from "./kinds/${name}.ts";\n` },
      { before: "];\n\nexport const KINDS", text: `  ${identifier},\n` },
    ],
    also: (name) => ({
      [`test/cases/diff/${name}/from.sql`]: "-- Without it.\n",
      [`test/cases/diff/${name}/to.sql`]: "-- With it.\n",
    }),
    next: "write it and its case, then run `npx vitest run --project server test/diff/own-cases.test.ts test/catalogue`",
  },
  driver: { list: "src/drivers.ts" },
  runner: { list: "src/runners.ts" },
};

const [thing, name, status] = process.argv.slice(2);
if (thing === "error") newError(name, status);
else newPart(thing, name);

function newPart(thing, name) {
  const part = THINGS[thing];
  if (!part || !name)
    return stop(`usage: npm run new -- ${[...Object.keys(THINGS), "error"].join("|")} NAME`);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) return stop(`${name} is not in kebab case`);
  const template = `scripts/templates/${thing}.ts.txt`;
  if (!existsSync(part.list)) {
    return stop(`there is no ${part.list} yet: write the first ${thing} and its list by hand`);
  }
  if (!part.file || !existsSync(template)) {
    return stop(
      `${part.list} exists, but no stub of a ${thing}: add ${template} and its row in scripts/new.mjs`,
    );
  }
  const file = part.file(name);
  if (existsSync(file)) return stop(`${file} exists`);
  const identifier = name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
  const stub = readFileSync(template, "utf8")
    .replaceAll("__NAME__", name)
    .replaceAll("__IDENTIFIER__", identifier)
    .replaceAll("__TYPE__", identifier[0].toUpperCase() + identifier.slice(1))
    .replaceAll("__WORDS__", name.replaceAll("-", " "))
    .replaceAll("__WHAT__", "say here what it does");
  let list = readFileSync(part.list, "utf8");
  for (const { before, text } of part.lines(name, identifier)) list = insert(list, before, text, part.list);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, stub);
  writeFileSync(part.list, list);
  const also = Object.entries(part.also?.(name) ?? {});
  for (const [path, text] of also) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  // The list's imports are kept in order by the formatter.
  execFileSync(process.execPath, [
    "node_modules/@biomejs/biome/bin/biome",
    "check",
    "--write",
    file,
    part.list,
  ]);
  const wrote = [file, ...also.map(([path]) => path)].map((path) => `wrote ${path}\n`).join("");
  console.log(`${wrote}added to ${part.list}\n${part.next}`);
}

function newError(code, status) {
  const headings = { 1: "it failed", 2: "asked wrongly", 3: "a person must decide", 4: "try again later" };
  if (!/^[A-Z][A-Z0-9_]*$/.test(code ?? "") || !(status in headings)) {
    return stop(
      "usage: npm run new -- error CODE STATUS, with status 1, 2, 3 or 4 (docs/errors.md explains them)",
    );
  }
  const [table, page] = [join("src", "core", "errors.ts"), join("docs", "errors.md")];
  const source = readFileSync(table, "utf8");
  if (new RegExp(`^  ${code}: `, "m").test(source)) return stop(`${code} exists`);
  const row = `  ${code}: { status: ${status}, hint: "say here the next command" },\n`;
  const comment = `  // ${headings[status]}\n`;
  const manual = readFileSync(page, "utf8");
  const start = manual.indexOf(`## Status ${status}`);
  if (start < 0) return stop(`${page} has no section for status ${status}`);
  const found = manual.indexOf("\n## ", start);
  const end = found < 0 ? manual.length : found;
  writeFileSync(table, insert(source, comment, row, table, comment.length));
  writeFileSync(
    page,
    `${manual.slice(0, end).trimEnd()}\n\n### ${code}\n\nSay here what happened and what it means.\n${manual.slice(end)}`,
  );
  console.log(`added to ${table} and ${page}\nwrite its hint and its explanation`);
}

function insert(text, mark, addition, file, after = 0) {
  const at = text.lastIndexOf(mark);
  if (at < 0) {
    console.error(`${file} has no longer ${JSON.stringify(mark)}: correct scripts/new.mjs`);
    process.exit(1);
  }
  return text.slice(0, at + after) + addition + text.slice(at + after);
}

function stop(message) {
  console.error(message);
  process.exitCode = 2;
}
