// The list of commands: name, one line for the overview, and where to load it from when it is asked for.
import type { CommandEntry } from "./command.ts";

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "init",
    summary: "make this folder a Godwit project",
    group: "Start",
    load: async () => (await import("./commands/init.ts")).init,
  },
  {
    name: "new",
    summary: "make a migration and its rollback",
    group: "Start",
    load: async () => (await import("./commands/new.ts")).newCommand,
  },
  {
    name: "status",
    summary: "show where every migration stands",
    group: "Every day",
    load: async () => (await import("./commands/status.ts")).status,
  },
  {
    name: "up",
    summary: "apply what is pending",
    group: "Every day",
    load: async () => (await import("./commands/up.ts")).up,
  },
  {
    name: "down",
    summary: "revert what was applied last",
    group: "Every day",
    load: async () => (await import("./commands/down.ts")).down,
  },
  {
    name: "redo",
    summary: "revert a migration and apply it again",
    group: "Every day",
    load: async () => (await import("./commands/redo.ts")).redo,
  },
  {
    name: "check",
    summary: "end with status 3 when files and database disagree",
    group: "Every day",
    load: async () => (await import("./commands/check.ts")).check,
  },
  {
    name: "verify",
    summary: "prove on a shadow that migrations apply and roll back exactly",
    group: "Every day",
    load: async () => (await import("./commands/verify.ts")).verify,
  },
  {
    name: "diff",
    summary: "compare two schemas and print the proved SQL between them",
    group: "Every day",
    load: async () => (await import("./commands/diff.ts")).diff,
  },
  {
    name: "drift",
    summary: "end with status 3 when the database is not what its history made of it",
    group: "Every day",
    load: async () => (await import("./commands/drift.ts")).drift,
  },
  {
    name: "history",
    summary: "show what happened, and prove that the log is whole",
    group: "Every day",
    load: async () => (await import("./commands/history.ts")).history,
  },
  {
    name: "repair",
    summary: "settle what only a person can decide",
    group: "Repair",
    load: async () => (await import("./commands/repair.ts")).repair,
  },
  {
    name: "skip",
    summary: "leave a migration out, with a reason",
    group: "Repair",
    load: async () => (await import("./commands/skip.ts")).skip,
  },
  {
    name: "stamp",
    summary: "record versions as applied without running them",
    group: "Repair",
    load: async () => (await import("./commands/stamp.ts")).stamp,
  },
  {
    name: "forget",
    summary: "remove a version from the history",
    group: "Repair",
    load: async () => (await import("./commands/forget.ts")).forget,
  },
  {
    name: "unlock",
    summary: "free the lock of a dead run",
    group: "Repair",
    load: async () => (await import("./commands/unlock.ts")).unlock,
  },
  {
    name: "doctor",
    summary: "look at connection, rights and surroundings",
    group: "Setup",
    load: async () => (await import("./commands/doctor.ts")).doctor,
  },
  {
    name: "db",
    summary: "start, stop, open or reset the embedded PostgreSQL",
    group: "Setup",
    load: async () => (await import("./commands/db.ts")).db,
  },
  {
    name: "config",
    summary: "print every setting with its origin, secrets masked",
    group: "Setup",
    load: async () => (await import("./commands/config.ts")).config,
  },
  {
    name: "completion",
    summary: "print the script that completes commands in your shell",
    group: "Setup",
    load: async () => (await import("./commands/completion.ts")).completion,
  },
  {
    name: "help",
    summary: "explain Godwit or one command",
    group: "Setup",
    load: async () => (await import("./commands/help.ts")).help(COMMANDS),
  },
  {
    name: "version",
    summary: "print the versions of Godwit and of what it runs on",
    group: "Setup",
    load: async () => (await import("./commands/version.ts")).version,
  },
  {
    name: "complete",
    summary: "answer what could be typed next",
    group: "Setup",
    hidden: true,
    load: async () => (await import("./commands/complete.ts")).complete(COMMANDS),
  },
];
