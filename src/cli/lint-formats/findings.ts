// What a format is given to print.
import type { Finding } from "../../core/finding.ts";
import type { Screen } from "../../reporters/screen.ts";

export interface Findings {
  readonly findings: readonly Finding[];
  /** How many files were looked at. */
  readonly looked: number;
  readonly fixed: number;
  readonly toolVersion: string;
  readonly screen: Screen;
  readonly verbose: boolean;
}
