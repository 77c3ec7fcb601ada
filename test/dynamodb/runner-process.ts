// Starts `runner.ts` as a process that tests can watch and kill.
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const JITI = fileURLToPath(new URL("../../node_modules/jiti/lib/jiti-cli.mjs", import.meta.url));
const RUNNER = fileURLToPath(new URL("./runner.ts", import.meta.url));

export class RunnerProcess {
  readonly #process: ChildProcess;
  #output = "";

  constructor(args: readonly string[]) {
    this.#process = spawn(process.execPath, [JITI, RUNNER, ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#process.stdout?.on("data", (chunk: Buffer) => {
      this.#output += chunk.toString();
    });
  }

  async says(text: string): Promise<void> {
    while (!this.#output.includes(text)) {
      if (this.#hasEnded()) throw new Error(`the runner ended: ${this.#output}`);
      await pause(10);
    }
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }

  async ended(): Promise<string> {
    if (!this.#hasEnded()) await new Promise((resolve) => this.#process.once("close", resolve));
    return this.#output;
  }

  #hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
