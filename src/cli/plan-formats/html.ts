// A plan as one page of HTML, with the locks drawn: which table is held from which statement to which.
import type { PlanReport } from "../../actions/plan.ts";
import type { RehearsedMigration, RehearsedStep } from "../../actions/rehearsed-step.ts";
import type { Finding } from "../../core/finding.ts";
import { oneLine } from "../../reporters/text-width.ts";
import { findingText } from "../findings.ts";
import { effectsOf, shapeOf } from "./effects.ts";
import { escapeHtml, timeline } from "./timeline.ts";

export function html({ database, migrations, findings, digest, error }: PlanReport): string {
  const title = `Plan for ${escapeHtml(`${database.host}/${database.name}`)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${title}</h1>
${migrations.length === 0 && !error ? "<p>Nothing to apply: everything is up to date.</p>" : ""}
${migrations.map(section).join("\n")}
${findings.length > 0 ? `<h2>To look at</h2>\n<ul>\n${findings.map(item).join("\n")}\n</ul>` : ""}
${error ? `<h2>It fails</h2>\n<p class="error">${escapeHtml(error.message)}</p>` : ""}
<p class="dim">Digest <code>${escapeHtml(digest)}</code>. Rehearsed on a shadow; nothing was changed.</p>
</body>
</html>
`;
}

function section(migration: RehearsedMigration): string {
  return `<h2>${escapeHtml(migration.name)}</h2>
<p class="dim">${shapeOf(migration)}</p>
${timeline(migration)}
<table>
<tr><th></th><th>statement</th><th>what it does</th></tr>
${migration.steps.map(row).join("\n")}
</table>`;
}

function row(step: RehearsedStep, index: number): string {
  const effects = effectsOf(step).map(escapeHtml).join("<br>");
  return `<tr><td>${index + 1}</td><td><code>${escapeHtml(oneLine(step.sql))}</code></td><td>${effects}</td></tr>`;
}

function item(finding: Finding): string {
  const { severity, at } = finding;
  const place = at ? [at.file, at.line].filter((part) => part !== undefined).join(":") : "";
  const where = place === "" ? "" : `<code>${escapeHtml(place)}</code> `;
  return `<li class="${severity}">${where}${escapeHtml(findingText(finding))}</li>`;
}

const STYLE = `
:root { color-scheme: light dark; --reads: #d33; --writes: #e90; --free: #8a8; --line: #8888; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
code { font: 13px/1.4 ui-monospace, monospace; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line); }
svg { max-width: 100%; height: auto; font: 12px ui-monospace, monospace; }
svg text { fill: currentColor; }
.reads { fill: var(--reads); } .writes { fill: var(--writes); } .free { fill: var(--free); }
.dim { opacity: .7; } .error { color: var(--reads); font-weight: 600; } .warning { color: var(--writes); }
`;
