// PostgreSQL's table locks, weakest first, as the server and as the manual call them.

export interface LockMode {
  /** As in `pg_locks.mode`. */
  readonly server: string;
  /** As in LOCK TABLE. */
  readonly mode: string;
}

export const LOCK_MODES: readonly LockMode[] = [
  { server: "AccessShareLock", mode: "ACCESS SHARE" },
  { server: "RowShareLock", mode: "ROW SHARE" },
  { server: "RowExclusiveLock", mode: "ROW EXCLUSIVE" },
  { server: "ShareUpdateExclusiveLock", mode: "SHARE UPDATE EXCLUSIVE" },
  { server: "ShareLock", mode: "SHARE" },
  { server: "ShareRowExclusiveLock", mode: "SHARE ROW EXCLUSIVE" },
  { server: "ExclusiveLock", mode: "EXCLUSIVE" },
  { server: "AccessExclusiveLock", mode: "ACCESS EXCLUSIVE" },
];

/** What others hold makes us wait, by how strong ours is: each with all that it cannot be beside (LockConflicts). */
const CONFLICTS: Readonly<Record<string, readonly string[]>> = {
  "ACCESS SHARE": ["ACCESS EXCLUSIVE"],
  "ROW SHARE": ["EXCLUSIVE", "ACCESS EXCLUSIVE"],
  "ROW EXCLUSIVE": ["SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"],
  "SHARE UPDATE EXCLUSIVE": [
    "SHARE UPDATE EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
  ],
  SHARE: ["ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"],
  "SHARE ROW EXCLUSIVE": [
    "ROW EXCLUSIVE",
    "SHARE UPDATE EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
  ],
  EXCLUSIVE: [
    "ROW SHARE",
    "ROW EXCLUSIVE",
    "SHARE UPDATE EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
  ],
  "ACCESS EXCLUSIVE": LOCK_MODES.map(({ mode }) => mode),
};

export function conflicts(ours: string, theirs: string): boolean {
  return CONFLICTS[ours]?.includes(theirs) ?? false;
}
