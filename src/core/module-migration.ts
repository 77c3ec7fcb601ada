// placeholder until merged
export interface ModuleMigration { readonly up: (context: unknown) => Promise<void>; }
