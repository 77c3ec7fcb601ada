// Some suites take minutes as a whole: `npm test` takes a part of them, `npm run test:all` everything.

const ALL = process.env.GODWIT_TEST_ALL !== undefined;

/** So many in a part of the suite; `whole` with `npm run test:all`. */
export function few(whole: number, part: number): number {
  return ALL ? whole : part;
}

/** Why a test that waits long is left out; undefined with `npm run test:all`. */
export const waitsLong = ALL ? undefined : "it waits long: `npm run test:all` runs it";

/** One of so many, beginning somewhere; all of them with `npm run test:all`. */
export function sample<T>(all: readonly T[], every: number, from = 0): readonly T[] {
  return ALL ? all : all.filter((_, index) => index % every === from % every);
}
