import { defineConfig } from "godwit";

// With DYNAMODB_ENDPOINT both tables are in an emulator; without it, name the AWS account of each.
const endpoint = process.env.DYNAMODB_ENDPOINT;

const stage = (table: string) => ({
  dynamodb: {
    table,
    endpoint,
    init: "dynamodb/init.ts",
    updatedAt: "updated_at",
    updatedBy: "updated_by",
  },
});

export default defineConfig({
  environments: {
    dev: stage("league-dev"),
    prod: { ...stage("league-prod"), protected: true },
  },
});
