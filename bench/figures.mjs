// Prints what was measured, against its target.

const missed = [];

/** Free text: settings, versions, what was skipped. */
export function say(text) {
  console.log(`  ${text}`);
}

/** A contestant's own figures. */
export function measured(name, { wallMs, spread, cpuMs, peakMb }) {
  const cpu = Number.isNaN(cpuMs) ? "" : `, CPU ${cpuMs.toFixed(0)} ms`;
  const memory = peakMb > 0 ? `, peak ${peakMb.toFixed(0)} MB` : "";
  console.log(`  ${name.padEnd(22)} ${wallMs.toFixed(0).padStart(6)} ms  (${spread}${cpu}${memory})`);
}

/** One figure, and the most or the least that it may be. */
export function target(what, value, { most, least, unit = "times" }) {
  const pass = most === undefined ? value >= least : value <= most;
  if (!pass) missed.push(what);
  const shown = value < 10 ? value.toFixed(2) : value.toFixed(0);
  console.log(
    `  ${pass ? "PASS" : "FAIL"}  ${what}: ${shown} ${unit}, target ${most === undefined ? `at least ${least}` : `at most ${most}`}`,
  );
}

export function failures() {
  return missed;
}
