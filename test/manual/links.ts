// Links between pages: files that are not there, and headings that nobody wrote.
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** Links of the page at `path` that lead nowhere; those to other hosts are not looked at. */
export function deadLinks(path: string): string[] {
  const text = proseOf(readFileSync(path, "utf8"));
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [file = "", heading] = target.split("#");
    const to = file === "" ? path : resolve(dirname(path), file);
    if (!existsSync(to)) return true;
    return heading !== undefined && !anchorsOf(readFileSync(to, "utf8")).includes(heading);
  });
}

/** What GitHub makes of headings. */
export function anchorsOf(page: string): string[] {
  return [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function proseOf(page: string): string {
  return page.replace(/^```[\s\S]*?^```$/gm, "");
}
