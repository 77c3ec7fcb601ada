// A model in the idiom of an ORM, as it was at first and after each of three changes.
export interface Model {
  readonly preset: string;
  /** With their versions. */
  readonly packages: readonly string[];
  readonly path?: string;
  /** By name; `step` goes from 0 to 3. */
  files(step: number): Readonly<Record<string, string>>;
}
