// The licences of what the bundle contains: whoever receives it receives them, too.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Takes esbuild's metafile. Throws for a bundled package without a licence. */
export function thirdPartyNotices({ inputs }) {
  const folders = new Set(Object.keys(inputs).flatMap((path) => packageFolder(path) ?? []));
  const notices = [...folders].map(noticeOf).sort((a, b) => a.title.localeCompare(b.title));
  const intro = "Godwit's bundle contains the packages below, under their own licences.\n";
  return [intro, ...notices.map(({ title, text }) => `${title}\n\n${text.trim()}\n`)].join(
    `\n${"-".repeat(72)}\n\n`,
  );
}

/** `node_modules/@scope/name`, the innermost one of the path. */
function packageFolder(path) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path.replaceAll("\\", "/"))?.[0];
}

function noticeOf(folder) {
  const { name, version, license, repository, homepage } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  const title = `${name} ${version} (${license})`;
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(entry));
  if (file) return { title, text: readFileSync(join(folder, file), "utf8") };
  // Some packages keep theirs in the README alone.
  const readme = ["README.md", "readme.md"].map((entry) => join(folder, entry)).find(existsSync);
  const section = readme && /^#+ licen[cs]e\s*\n([\s\S]+)/im.exec(readFileSync(readme, "utf8"))?.[1];
  if (section) return { title, text: section };
  if (license) {
    const source = repository?.url ?? repository ?? homepage ?? "";
    return { title, text: `The package says ${license} and ships no text of it. ${source}` };
  }
  throw new Error(`${name} is bundled, but its licence cannot be found in ${folder}`);
}
