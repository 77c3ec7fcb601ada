// Prisma's users, profiles and posts, changed three times.
import type { Model } from "./model.ts";

export const prisma: Model = {
  preset: "prisma",
  // The engine of its own program does not come from the npm registry.
  packages: ["@prisma/schema-engine-wasm@8.1.0-2.59be4fda12412a79eeb9c2ae727b6aa723593323"],
  files: (step) => ({
    "prisma/schema.prisma": `
generator client {
  provider = "prisma-client"
  output   = "../generated"
}

datasource db {
  provider = "postgresql"
}

enum Role {
  USER
  ADMIN
${step >= 3 ? "  EDITOR" : ""}
}

model User {
  id      Int      @id @default(autoincrement())
  email   String   @unique
  name    String?${step >= 3 ? " @db.VarChar(80)" : ""}
  role    Role     @default(USER)
  posts   Post[]
  profile Profile?
${step >= 1 ? '  createdAt DateTime @default(now()) @map("created_at")' : ""}
}

model Profile {
  id     Int    @id @default(autoincrement())
  bio    String
  user   User   @relation(fields: [userId], references: [id])
  userId Int    @unique
}

model Post {
  id        Int     @id @default(autoincrement())
  title     String
  published Boolean @default(false)
  author    User    @relation(fields: [authorId], references: [id])
  authorId  Int
${step >= 2 ? "  tags      Tag[]" : ""}
${step >= 1 ? "  @@index([authorId, published])" : ""}
}
${
  step >= 2
    ? `
model Tag {
  name  String @id
  posts Post[]
}`
    : ""
}
`,
  }),
};
