// The types of the one part of `pgpass` that is used; it has none of its own.
declare module "pgpass/lib/helper.js" {
  const helper: {
    /** The file that PGPASSFILE names, or the user's own. */
    getFileName(): string;
    /** Calls back with the password of the first line that fits, or undefined. */
    getPassword(
      wanted: { host: string; port: number; database: string; user: string },
      file: NodeJS.ReadableStream,
      answer: (password: string | undefined) => void,
    ): void;
    warnTo(stream: null): void;
  };
  export default helper;
}
