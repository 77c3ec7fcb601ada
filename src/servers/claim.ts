// Elects the one process that keeps a folder's server: numbered claims, of which the highest counts.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

export interface Claim {
  readonly number: number;
  readonly pid: number;
  /** Where its holder listens, from before the claim until its death: whoever can connect knows that it lives. */
  readonly socket: string;
}

const NAME = /^keeper\.(\d+)$/;

/** The claim that counts, whether its holder lives or not; null when nobody ever claimed. */
export function readClaim(folder: string): Claim | null {
  const number = Math.max(0, ...claims(folder));
  if (number === 0) return null;
  try {
    const read = JSON.parse(
      readFileSync(join(folder, `keeper.${number}`, "claim.json"), "utf8"),
    ) as Partial<Claim>;
    return { number, pid: Number(read.pid), socket: String(read.socket ?? "") };
  } catch {
    return { number, pid: 0, socket: "" };
  }
}

/**
 * Claims the folder after `previous`, whose holder must be dead. False when somebody else was faster.
 *
 * No lock file and no cleaning up after crashes: a claim is made whole by renaming a folder, which fails when one of
 * that number is there, and the highest one is never removed, not even by its holder's end. So a process that fell
 * asleep between finding a holder dead and claiming cannot displace a later holder: it sees the higher number.
 */
export function takeClaim(folder: string, previous: Claim | null, mine: Omit<Claim, "number">): boolean {
  const number = (previous?.number ?? 0) + 1;
  mkdirSync(folder, { recursive: true });
  const draft = mkdtempSync(join(folder, "keeper-"));
  try {
    writeFileSync(join(draft, "claim.json"), JSON.stringify(mine));
    renameSync(draft, join(folder, `keeper.${number}`));
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (isTaken(error)) return false;
    throw error;
  }
  if (claims(folder).some((other) => other > number)) return false;
  for (const lower of claims(folder).filter((other) => other < number)) {
    rmSync(join(folder, `keeper.${lower}`), { recursive: true, force: true });
  }
  return true;
}

function claims(folder: string): readonly number[] {
  try {
    return readdirSync(folder).flatMap((name) => {
      const number = NAME.exec(name)?.[1];
      return number === undefined ? [] : [Number(number)];
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function isTaken(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  // Windows says EPERM or EACCES for a folder that is there.
  return ["ENOTEMPTY", "EEXIST", ...(process.platform === "win32" ? ["EPERM", "EACCES"] : [])].includes(code);
}
