// `godwit/cdk`: what a stack imports.
export { Migrations, type MigrationsProps } from "./migrations.ts";
export type { IamTarget, SecretTarget, TableTarget } from "./target.ts";
