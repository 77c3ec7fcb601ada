// What somebody wrote down about a migration: a line of a log kept by hand, of a page, of a list.

export interface Hint {
  /** The migration that the line names. */
  readonly version: string;
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** What the line says; undefined where it only names the migration, or is not sure. */
  readonly applied?: boolean;
}
