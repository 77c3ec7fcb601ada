// TypeORM's photos with their metadata, authors and albums, changed three times.
import type { Model } from "./model.ts";

export const typeorm: Model = {
  preset: "typeorm",
  packages: ["typeorm@1.1.1", "reflect-metadata@0.2.2", "pg@8.23.1", "typescript@5.9.3"],
  files: (step) => ({
    "src/photo.ts": `
import { Column, Entity, Index, JoinColumn, JoinTable, ManyToMany, ManyToOne, OneToOne, PrimaryGeneratedColumn } from "typeorm";
import { Author } from "./author";
${step >= 2 ? 'import { Album } from "./album";' : ""}

@Entity()
export class Photo {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ length: ${step >= 3 ? 200 : 100} })
  name!: string;

  @Column("text")
  description!: string;

  @Column("double precision", { default: 0 })
  views!: number;

  ${step >= 1 ? "@Index()\n  @Column({ default: false })\n  isPublished!: boolean;" : ""}
  ${step >= 3 ? "" : "@Column({ nullable: true })\n  filename?: string;"}

  @ManyToOne(() => Author, (author) => author.photos, { onDelete: "CASCADE" })
  author!: Author;

  ${step >= 2 ? "@ManyToMany(() => Album)\n  @JoinTable()\n  albums!: Album[];" : ""}
}

@Entity()
export class PhotoMetadata {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column("int")
  height!: number;

  @OneToOne(() => Photo)
  @JoinColumn()
  photo!: Photo;
}
`,
    "src/author.ts": `
import { Column, Entity, OneToMany, PrimaryGeneratedColumn } from "typeorm";
import { Photo } from "./photo";

@Entity()
export class Author {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ unique: true })
  name!: string;

  @OneToMany(() => Photo, (photo) => photo.author)
  photos!: Photo[];
}
`,
    ...(step >= 2
      ? {
          "src/album.ts": `
import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";

@Entity()
export class Album {
  @PrimaryGeneratedColumn("identity")
  id!: number;

  @Column({ type: "enum", enum: ["private", "public"], default: "private" })
  access!: string;
}
`,
        }
      : {}),
    "src/data-source.ts": `
import "reflect-metadata";
import { DataSource } from "typeorm";
import { Author } from "./author";
import { Photo, PhotoMetadata } from "./photo";
${step >= 2 ? 'import { Album } from "./album";' : ""}

export const AppDataSource = new DataSource({
  type: "postgres",
  host: "db.invalid",
  port: 5432,
  username: "test",
  password: "test",
  database: "test",
  entities: [Author, Photo, PhotoMetadata${step >= 2 ? ", Album" : ""}],
});
`,
  }),
};
