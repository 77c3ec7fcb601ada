// Tells V8 that this process will be over soon: optimising code in the background would cost more than it saves.
import { setFlagsFromString } from "node:v8";

/**
 * The grammar stays as its first compiler makes it, and only what is very hot is optimised: over 1,000 files that is
 * half of the processor time. Only for versions that know both flags: another one would complain on stderr.
 */
export function shortRun(): void {
  const major = Number.parseInt(process.versions.v8 ?? "", 10);
  // Of Node 20, 22 and 24.
  if (!(major >= 11 && major <= 13)) return;
  setFlagsFromString("--liftoff-only");
  setFlagsFromString("--interrupt-budget=3000000");
}
