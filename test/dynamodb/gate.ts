// Holds up the calls of one runner while others go on, as a frozen machine or a slow network does.

export interface Gate {
  stop(): void;
  open(): void;
  /** A hook for a line. */
  readonly pass: (call: { readonly command: string }) => Promise<void>;
  /** Resolves as soon as a call waits at the gate. */
  waiting(): Promise<void>;
}

/** Lets calls pass until it is stopped; then those that match wait until it is opened. */
export function gate(matches: (command: string) => boolean): Gate {
  let stopped = false;
  let waiting = 0;
  return {
    stop: () => {
      stopped = true;
    },
    open: () => {
      stopped = false;
    },
    async pass(call) {
      if (!stopped || !matches(call.command)) return;
      waiting++;
      while (stopped) await pause(5);
    },
    async waiting() {
      while (waiting === 0) await pause(5);
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
