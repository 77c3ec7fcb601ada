// Reads a database's schema and plans all of it from nothing; its memory is what is measured.
import { sources } from "./sources.mjs";

const [, , url, major] = process.argv;
const { open, readSchema, planBetween } = await sources("bench/schema-reader.ts");
const session = await open(url);
const { schema } = await readSchema(session, { major: Number(major) });
const { steps } = planBetween(new Map(), schema, Number(major));
if (steps.length === 0) throw new Error("nothing was planned");
await session.close();
