// What the dump of a database would be, with the schema that it was written from.
import { writtenSchema } from "../../src/actions/written-schema.ts";
import type { Schema } from "../../src/core/fact.ts";
import { postgresSchemas } from "../../src/postgres/schema-engine.ts";
import { DEFAULT_MAJOR } from "../../src/servers/platform.ts";
import { open, read } from "../diff/prove-pair.ts";

export async function writtenFrom(
  url: string,
  major = DEFAULT_MAJOR,
): Promise<{ readonly text: string; readonly schema: Schema }> {
  const session = await open(url);
  try {
    const reading = await read(session, major);
    return {
      schema: reading.schema,
      text: writtenSchema(reading, { engine: postgresSchemas, own: [], major }),
    };
  } finally {
    await session.close();
  }
}
