// What was thrown, as the one error that Godwit ends with.
import { describe, expect, it } from "vitest";
import { DriverError, LOST } from "./driver-error.ts";
import { asGodwitError, GodwitError } from "./errors.ts";

describe("asGodwitError", () => {
  it("takes a connection that broke for what it is, and the unforeseen for our own bug", () => {
    expect(asGodwitError(new DriverError("it ended", { code: LOST }))).toMatchObject({
      code: "CONNECTION_LOST",
      status: 4,
    });
    expect(asGodwitError(new TypeError("x"))).toMatchObject({ code: "BUG", status: 70 });
    const own = new GodwitError("LOCKED", "held");
    expect(asGodwitError(own)).toBe(own);
  });
});
