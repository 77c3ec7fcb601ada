// Shadows that already have what a project's migrations take for granted: a platform's schemas, roles, extensions.
import { GodwitError } from "../core/errors.ts";
import type { SchemaText, ShadowServer } from "../core/schema-database.ts";

/** `setup` is read when the first shadow is asked for. */
export function preparedShadows(shadows: ShadowServer, setup: () => readonly SchemaText[]): ShadowServer {
  let known: readonly SchemaText[] | undefined;
  const texts = () => {
    known ??= setup();
    return known;
  };
  return {
    examine: (more) => shadows.examine([...texts(), ...more]),
    async open(options) {
      const shadow = await shadows.open(options);
      try {
        const { skipped } = await shadow.load(texts());
        const [first] = skipped;
        // What all else is built on cannot be left out.
        if (first) {
          throw new GodwitError(
            "SHADOW_REFUSED",
            `shadowSetup does not run on the shadow: ${first.message}`,
            {
              ...(first.at ? { at: first.at } : {}),
              ...(first.hint === undefined ? {} : { hint: first.hint }),
            },
          );
        }
        return shadow;
      } catch (error) {
        await shadow.close();
        throw error;
      }
    },
    close: () => shadows.close(),
  };
}
