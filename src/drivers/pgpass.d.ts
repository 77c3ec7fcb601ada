// The types of `pgpass`, which has none of its own.
declare module "pgpass" {
  /** Calls back with the password of the matching line, or undefined. */
  export default function pgpass(
    wanted: { host: string; port: number; database: string; user: string },
    answer: (password: string | undefined) => void,
  ): void;
}
