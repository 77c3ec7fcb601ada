// Work for the next turn, done while the database is busy with this one.

/**
 * Starts when what was sent before is on its way. What it throws is thrown to whoever awaits it, and to nobody when
 * the turn never comes.
 */
export function ahead<T>(work: () => T): Promise<T> {
  const result = new Promise<T>((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(work());
      } catch (error) {
        reject(error);
      }
    });
  });
  result.catch(() => undefined);
  return result;
}
