// The ORMs that the desired schema can come from, by name.
import { drizzle } from "./presets/drizzle.ts";
import { knex } from "./presets/knex.ts";
import { kysely } from "./presets/kysely.ts";
import { mikroorm } from "./presets/mikroorm.ts";
import type { Preset } from "./presets/preset.ts";
import { prisma } from "./presets/prisma.ts";
import { sequelize } from "./presets/sequelize.ts";
import { typeorm } from "./presets/typeorm.ts";

export const PRESETS: readonly Preset[] = [drizzle, prisma, typeorm, mikroorm, sequelize, kysely, knex];
