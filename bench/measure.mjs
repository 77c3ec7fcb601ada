// Runs whole processes and measures them from spawn to exit: wall time, CPU time and the peak of memory.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Runs it once; throws with its output when it does not end with `status`, or one of them, so that nothing broken is
 * ever measured. `whole`: all output is kept, for who reads it.
 */
export async function runProcess({
  command,
  args = [],
  env = {},
  cwd,
  memory = false,
  status = 0,
  whole = false,
}) {
  const cpuBefore = childrenCpuMs();
  const start = performance.now();
  const child = spawn(command, args, {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      if (whole || output.length < 20_000) output += data;
    });
  }
  let peakMb = 0;
  const sampler = memory
    ? setInterval(() => {
        peakMb = Math.max(peakMb, peakOf(child.pid));
      }, 10)
    : undefined;
  const { code, wallMs } = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (status) => {
      const ended = performance.now();
      clearInterval(sampler);
      child.once("close", () => resolve({ code: status, wallMs: ended - start }));
    });
  });
  if (![status].flat().includes(code))
    throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${output.slice(-4000)}`);
  return { wallMs, cpuMs: childrenCpuMs() - cpuBefore, peakMb, output };
}

/**
 * Runs all contestants in turn, round after round, so that what else the machine does meets all of them alike.
 * `prepare` is not measured. Answers by name the median wall time, the mean CPU time and the spread.
 */
export async function race(contestants, rounds) {
  const runs = new Map(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const { name, prepare, process: about, after } = contestants[(turn + round) % contestants.length];
      const given = await prepare?.();
      runs.get(name).push(await runProcess(typeof about === "function" ? about(given) : about));
      await after?.(given);
    }
  }
  return Object.fromEntries([...runs].map(([name, list]) => [name, summary(list)]));
}

function summary(runs) {
  const walls = runs.map(({ wallMs }) => wallMs).sort((a, b) => a - b);
  return {
    wallMs: walls[Math.floor(walls.length / 2)],
    spread: `${walls[0].toFixed(0)}-${walls.at(-1).toFixed(0)}`,
    cpuMs: runs.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / runs.length,
    peakMb: Math.max(...runs.map(({ peakMb }) => peakMb)),
  };
}

/** Variables that would change what is measured. */
function cleanEnvironment() {
  const { PATH, HOME, TMPDIR, LANG, SystemRoot } = process.env;
  return Object.fromEntries(
    Object.entries({ PATH, HOME, TMPDIR, LANG, SystemRoot }).filter(([, value]) => value !== undefined),
  );
}

/** User and system time of ended children, in steps of 10 ms; NaN where there is no /proc. */
function childrenCpuMs() {
  try {
    const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1].split(" ");
    return (Number(fields[13]) + Number(fields[14])) * 10;
  } catch {
    return Number.NaN;
  }
}

/** The kernel's own high-water mark, so that a late look misses little. */
function peakOf(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
