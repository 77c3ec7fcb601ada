// `godwit completion`: the script that lets a shell ask Godwit what could be typed next.
import { BASH_COMPLETION } from "../bash-completion.ts";
import { command } from "../command.ts";
import { printed } from "../tab.ts";

export const completion = command({
  description:
    "Prints a script for your shell. With it the tab key completes commands, flags, environments and versions.",
  examples: [
    { command: "source <(godwit completion bash)", does: "for this bash; put it into ~/.bashrc for all" },
    { command: "source <(godwit completion zsh)", does: "for this zsh; put it into ~/.zshrc for all" },
    { command: "godwit completion fish | source", does: "for this fish" },
    { command: "godwit completion powershell | Out-String | Invoke-Expression", does: "for this PowerShell" },
  ],
  arguments: { shell: { help: "your shell", choices: ["bash", "zsh", "fish", "powershell"] } },
  flags: {},
  async run(_context, { shell }) {
    const text = await scriptFor(shell);
    return { document: { shell, script: text }, text: () => text };
  },
});

async function scriptFor(shell: string): Promise<string> {
  if (shell === "bash") return BASH_COMPLETION;
  const { script } = await import("@bomb.sh/tab");
  return printed(() => script(shell, "godwit", "godwit"));
}
