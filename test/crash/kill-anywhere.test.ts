// kill -9 at exact messages between client and server: the next runs end where an undisturbed one does.
import { test } from "vitest";
import { randomKills } from "./random-kills.ts";

test("killed at random messages, again and again, until it is done", () => randomKills(10));
