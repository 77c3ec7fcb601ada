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
