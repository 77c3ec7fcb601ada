// Works through a list, several at once; the first failure ends it when those that had begun have ended.

export async function inParallel<T>(
  list: readonly T[],
  most: number,
  task: (one: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failure: { readonly thrown: unknown } | undefined;
  const lane = async (): Promise<void> => {
    while (next < list.length && !failure) {
      const one = list[next++] as T;
      await task(one).catch((thrown) => {
        failure ??= { thrown };
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, list.length) }, lane));
  if (failure) throw failure.thrown;
}
