import { expect, it } from "vitest";
import type { Project } from "./project.ts";
import { readWhileOpening } from "./read-while-opening.ts";

const tick = () => new Promise((resolve) => setImmediate(resolve));

interface Given {
  readonly opensFreely: boolean;
  readonly refuses?: Error;
  readonly files?: Error;
}

/** A project whose engine and source write down what is asked of them. */
function projectOf({ opensFreely, refuses, files }: Given) {
  const asked: string[] = [];
  const database = {
    ahead: () => asked.push("ahead"),
    close: async () => asked.push("closed"),
  };
  const project = {
    engine: {
      opensFreely,
      async open() {
        asked.push("open");
        if (refuses) throw refuses;
        return database;
      },
    },
    source: {
      async collect() {
        await tick();
        asked.push("files");
        if (files) throw files;
        return { migrations: [], notes: [] };
      },
    },
  } as unknown as Project;
  return { project, asked, database };
}

it("connects while the files are read, where that asks nobody", async () => {
  const { project, asked, database } = projectOf({ opensFreely: true });
  const { open } = await readWhileOpening(project);
  expect(asked).toEqual(["open", "ahead", "files"]);
  expect(await open()).toBe(database);
  expect(asked).toHaveLength(3);
});

it("reads the files first where opening starts a server", async () => {
  const { project, asked } = projectOf({ opensFreely: false });
  const { open } = await readWhileOpening(project);
  expect(asked).toEqual(["files"]);
  await open();
  expect(asked).toEqual(["files", "open"]);
});

it("tells what is wrong with the files, though the server refused before", async () => {
  const files = new Error("two files of one version");
  const { project } = projectOf({ opensFreely: true, refuses: new Error("no such server"), files });
  await expect(readWhileOpening(project)).rejects.toBe(files);
});

it("closes what it opened for nothing", async () => {
  const files = new Error("two files of one version");
  const { project, asked } = projectOf({ opensFreely: true, files });
  await expect(readWhileOpening(project)).rejects.toBe(files);
  await tick();
  expect(asked).toEqual(["open", "ahead", "files", "closed"]);
});

it("keeps the server's refusal for whoever opens", async () => {
  const refuses = new Error("no such server");
  const { project } = projectOf({ opensFreely: true, refuses });
  const { open } = await readWhileOpening(project);
  await expect(open()).rejects.toBe(refuses);
});
