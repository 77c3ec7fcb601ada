// Work on tables and re-keyings, killed at every single write; the quick suite tries some of them.
process.env.GODWIT_TEST_STRIDE = "1";

await import("../dynamodb/table-work.test.ts");
await import("../dynamodb/rekey.test.ts");
