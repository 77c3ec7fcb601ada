// The executed schema and the written type say the same; `tsc` is what fails here.
import type { InferOutput } from "valibot";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { Config } from "./config.ts";
import { configSchema } from "./config-schema.ts";

/** valibot makes mutable types; ours are readonly. */
type Frozen<T> = T extends (...given: never[]) => unknown
  ? T
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

describe("the configuration's schema", () => {
  it("is the type Config", () => {
    expectTypeOf<Frozen<InferOutput<typeof configSchema>>>().toExtend<Config>();
    expectTypeOf<Config>().toExtend<Frozen<InferOutput<typeof configSchema>>>();
    expectTypeOf<keyof Config>().toEqualTypeOf<keyof InferOutput<typeof configSchema>>();
    expect(Object.keys(configSchema.entries)).toContain("lockTimeout");
  });
});
