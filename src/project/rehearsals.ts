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
import { type KnownScripts, type Stubs, stubbedEngine } from "../postgres/stubbed-engine.ts";
import { openProject, type ProjectOptions } from "../project.ts";

export function rehearsals(options: ProjectOptions, project: DiffProject): Rehearsals {
  const known: KnownScripts = new WeakMap();
  const examined = new WeakMap<readonly Migration[], Promise<Examined>>();
  return {
    async open(migrations, { bare = false } = {}) {
      const floor = bare ? undefined : (await openProject(options).source.collect()).floor;
      const needed = bare ? undefined : examined.get(migrations);
      const about = needed ?? examine(floor ? [asMigration(floor), ...migrations] : migrations);
      if (!bare) examined.set(migrations, about);
      const rehearsal = await begin(about, (wish) => project.shadows.open(wish));
      if (floor) await lay(rehearsal, floor);
      return rehearsal;
    },
    openFrom: (source, migrations) => begin(examine(migrations), (wish) => source.rebuild(wish)),
  };

  async function examine(migrations: readonly Migration[]): Promise<Examined> {
    const readable = await readableOf(textsOf(migrations, options), project.shadows);
    return { ...readable, byStatement: undefined };
  }

  async function begin(
    about: Promise<Examined>,
    make: (wish: ShadowOptions) => Promise<Shadow>,
  ): Promise<Rehearsal> {
    const found = await about;
    const { ownCluster, roles, changesServer } = found.needs;
    const shadow = await make({ major: await project.major(), ownCluster, roles });
    try {
      found.byStatement ??= (await shadow.lackingFor(found.texts)).length > 0;
      const { byStatement } = found;
      const staging = {
        options,
        known,
        own: project.own,
        byStatement,
        isAlone: changesServer,
        givenRoles: roles,
      };
      return new Rehearsal(stageOf(shadow, staging));
    } catch (error) {
      await shadow.close();
      throw error;
    }
  }
}

/** On a shadow on which migrations have run already. */
export function rehearsalOn(shadow: Shadow, options: ProjectOptions, own: DiffProject["own"]): Rehearsal {
  return new Rehearsal(stageOf(shadow, { options, own, byStatement: false, isAlone: false, givenRoles: [] }));
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

/** What is the same on all shadows of a server. */
interface Examined extends Readable {
  /** Known when there is a shadow to ask. */
  byStatement: boolean | undefined;
}

/** What cannot be read is told when it is to run; until then it needs nothing. */
async function readableOf(texts: readonly SchemaText[], shadows: ShadowServer): Promise<Readable> {
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

interface Staging extends Pick<Stage, "own" | "byStatement" | "isAlone" | "givenRoles"> {
  readonly options: ProjectOptions;
  readonly known?: KnownScripts;
}

function stageOf(shadow: Shadow, staging: Staging): Stage {
  const { options, own, byStatement, isAlone, givenRoles, known } = staging;
  const { role } = options.settings;
  const skipped: Skipped[] = [];
  return {
    shadow,
    project: projectOn(shadow, options, { known, skip: (one) => skipped.push(one) }),
    skipped,
    byStatement,
    isAlone,
    givenRoles,
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
  stubs: Pick<Stubs, "known" | "skip">,
): ReturnType<typeof openProject> {
  const { directUrl: _direct, dynamodb: _dynamodb, ...settings } = options.settings;
  const opened = openProject({
    ...options,
    settings: { ...settings, url: { value: shadow.url, origin: "shadow" }, hooks: {} },
    report: () => undefined,
  });
  const engine = stubbedEngine(opened.engine, { strict: settings.shadow !== undefined, ...stubs });
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
