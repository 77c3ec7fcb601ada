// Opens rehearsals: chooses the shadow that a set of migrations needs, and opens the project on it.
import { asMigration } from "../actions/apply-baseline.ts";
import type { DiffProject } from "../actions/diff-project.ts";
import { Rehearsal, type Rehearsals, type Stage } from "../actions/rehearsal.ts";
import { GodwitError } from "../core/errors.ts";
import type { Baseline, Migration, Script } from "../core/migration.ts";
import type {
  SchemaText,
  Shadow,
  ShadowNeeds,
  ShadowOptions,
  ShadowServer,
  Skipped,
} from "../core/schema-database.ts";
import { stubbedEngine } from "../postgres/stubbed-engine.ts";
import { openProject, type ProjectOptions } from "../project.ts";

export function rehearsals(options: ProjectOptions, project: DiffProject): Rehearsals {
  return {
    async open(migrations, { bare = false } = {}) {
      const floor = bare ? undefined : (await openProject(options).source.collect()).floor;
      const rehearsal = await begin(floor ? [asMigration(floor), ...migrations] : migrations, (wish) =>
        project.shadows.open(wish),
      );
      if (floor) await lay(rehearsal, floor);
      return rehearsal;
    },
    openFrom: (source, migrations) => begin(migrations, (wish) => source.rebuild(wish)),
  };

  async function begin(
    migrations: readonly Migration[],
    make: (wish: ShadowOptions) => Promise<Shadow>,
  ): Promise<Rehearsal> {
    const { texts, needs } = await readable(textsOf(migrations, options), project.shadows);
    const { ownCluster, roles } = needs;
    const shadow = await make({ major: await project.major(), ownCluster, roles });
    try {
      const byStatement = (await shadow.lackingFor(texts)).length > 0;
      return new Rehearsal(stageOf(shadow, { options, own: project.own, byStatement }));
    } catch (error) {
      await shadow.close();
      throw error;
    }
  }
}

/** On a shadow on which migrations have run already. */
export function rehearsalOn(shadow: Shadow, options: ProjectOptions, own: DiffProject["own"]): Rehearsal {
  return new Rehearsal(stageOf(shadow, { options, own, byStatement: false }));
}

/** What is left of retired files. */
async function lay(rehearsal: Rehearsal, floor: Baseline): Promise<void> {
  const laid = await rehearsal.up(asMigration(floor));
  if (laid.ok) return;
  await rehearsal.close();
  throw laid.error;
}

interface Readable {
  readonly texts: readonly SchemaText[];
  readonly needs: ShadowNeeds;
}

/** What cannot be read is told when it is to run; until then it needs nothing. */
async function readable(texts: readonly SchemaText[], shadows: ShadowServer): Promise<Readable> {
  try {
    return { texts, needs: await shadows.examine(texts) };
  } catch (error) {
    if (!(error instanceof GodwitError)) throw error;
  }
  const fine: SchemaText[] = [];
  for (const text of texts) {
    const one = await shadows.examine([text]).catch((error) => {
      if (!(error instanceof GodwitError)) throw error;
    });
    if (one) fine.push(text);
  }
  return { texts: fine, needs: await shadows.examine(fine) };
}

interface Staging extends Pick<Stage, "own" | "byStatement"> {
  readonly options: ProjectOptions;
}

function stageOf(shadow: Shadow, staging: Staging): Stage {
  const { options, own, byStatement } = staging;
  const { role } = options.settings;
  const skipped: Skipped[] = [];
  return {
    shadow,
    project: projectOn(shadow, options, (one) => skipped.push(one)),
    skipped,
    byStatement,
    own,
    owner: role ?? shadow.user,
    text: (script) => textOf(script, options),
    on: (other) => stageOf(other, staging),
  };
}

/** The project with a shadow for its database. It starts no server, so there is nothing to close. */
export function projectOn(
  shadow: Shadow,
  options: ProjectOptions,
  skip: (skipped: Skipped) => void,
): ReturnType<typeof openProject> {
  const { directUrl: _direct, dynamodb: _dynamodb, ...settings } = options.settings;
  const opened = openProject({
    ...options,
    settings: { ...settings, url: { value: shadow.url, origin: "shadow" }, hooks: {} },
    report: () => undefined,
  });
  const engine = stubbedEngine(opened.engine, { strict: settings.shadow !== undefined, skip });
  return { ...opened, engine };
}

/** All SQL of the migrations, rollbacks too, after what sets their role: it must be there as well. */
function textsOf(migrations: readonly Migration[], options: ProjectOptions): readonly SchemaText[] {
  const scripts = migrations.flatMap(({ up, down }) => (down ? [up, down] : [up]));
  const texts = scripts.filter(({ language }) => language === "sql").map((script) => textOf(script, options));
  return [...roleText(options), ...texts];
}

/** The role that migrations run as must be there, too. */
export function roleText({ settings: { role } }: ProjectOptions): readonly SchemaText[] {
  return role === undefined ? [] : [{ file: "role", text: `set role "${role.replaceAll('"', '""')}"` }];
}

export function textOf(script: Script, { settings: { placeholders } }: ProjectOptions): SchemaText {
  const include = script.include?.bind(script);
  return { file: script.file, text: script.read(), placeholders, ...(include ? { include } : {}) };
}
