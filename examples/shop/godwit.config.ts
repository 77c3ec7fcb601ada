import { defineConfig } from "godwit";

export default defineConfig({
  migrations: "migrations",
  placeholders: { currency: "EUR" },
});
