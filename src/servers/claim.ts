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
import { GodwitError } from "../core/errors.ts";

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
  } catch (error) {
    if (isDenied(error)) throw belongsToAnother(folder, error);
    return { number, pid: 0, socket: "" };
  }
}

/** For whoever may see that there is a keeper, but not talk to it. */
export function belongsToAnother(folder: string, cause: unknown): GodwitError {
  return new GodwitError("SERVER_START", `the embedded server in ${folder} belongs to another user`, {
    cause,
    hint: "run the command as that user, or set DATABASE_URL to a server of yours",
  });
}

export function isDenied(error: unknown): boolean {
  return ["EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "");
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
  // Windows says that it is denied when a folder is there.
  if (process.platform === "win32" && isDenied(error)) return true;
  return ["ENOTEMPTY", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "");
}
