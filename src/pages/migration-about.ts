// What the pages about migrations are made of: what a file says, what it did on a shadow, and where it has been applied.
import type { Tried } from "../actions/tried-migrations.ts";
import type { Migration } from "../core/migration.ts";

export interface MigrationAbout {
  readonly migration: Migration;
  /** What it is for, in the words of its author; empty where nobody said. */
  readonly purpose: string;
  /** What it did to the schema of a shadow; a sentence where it was not tried there. */
  readonly tried: Tried | string;
  /** In how many parts it commits, and of how many statements; absent where it cannot be read. */
  readonly cut?: { readonly parts: number; readonly steps: number };
}

/** Where the page of a migration lies: its name may hold anything but a slash. */
export function migrationFile({ name, repeatable }: Migration): string {
  return `migrations/${repeatable ? "repeatable_" : ""}${name}.md`;
}

/** The day it stands under: what its header says, else what a timestamp as its version says. */
export function dayOf({ header, version }: Migration): string | null {
  if (header.date !== undefined) return header.date;
  const [, year, month, day] = /^(20\d\d)([01]\d)([0-3]\d)\d{4,6}$/.exec(version) ?? [];
  return year === undefined ? null : `${year}-${month}-${day}`;
}
