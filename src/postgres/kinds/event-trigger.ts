// Event triggers. They come last and go first, so that no other step of a plan fires them.
import { CATALOG } from "../catalogs.ts";
import { name } from "../identifier.ts";
import { factOf, kind, list, printed, text } from "../kind.ts";
import { join, literal, type Sql, sql } from "../sql.ts";

export type EventTriggerAttributes = {
  readonly event: string;
  readonly tags: readonly string[];
  readonly function: string;
  /** As ALTER EVENT TRIGGER says it: `enable`, `disable`, `enable replica` or `enable always`. */
  readonly enabled: string;
};

export const eventTrigger = kind<EventTriggerAttributes>({
  name: "event-trigger",
  catalog: CATALOG.pg_event_trigger,
  late: true,
  read: () => sql`
    select e.oid, e.evtname as name, pg_catalog.pg_get_userbyid(e.evtowner) as owner, e.evtevent as event,
      e.evtfoid::pg_catalog.regproc::text as function, e.evtenabled as enabled, pg_catalog.to_json(e.evttags) as tags
    from pg_catalog.pg_event_trigger e where e.oid >= 16384`,
  fact: (row) =>
    factOf({ kind: "event-trigger", path: [text(row.name)] }, [], {
      event: text(row.event),
      tags: list(row.tags),
      function: text(row.function),
      enabled: ENABLED[text(row.enabled)] ?? "enable",
    }),
  named,
  create: ({ id, attributes }) => {
    const { event, tags, function: by, enabled } = attributes;
    const when = tags.length > 0 ? sql` when tag in (${join(tags.map((tag) => literal(tag)))})` : sql``;
    return [
      { op: sql`create ${named(id.path)} on ${printed(event)}${when} execute function ${printed(by)}()` },
      ...(enabled === "enable" ? [] : [enable(id.path, enabled)]),
    ];
  },
  drop: ({ id }) => [{ op: sql`drop ${named(id.path)}` }],
  alter: {
    event: "replace",
    tags: "replace",
    function: "replace",
    enabled: ({ id, attributes }) => [enable(id.path, attributes.enabled)],
  },
});

const ENABLED: Readonly<Record<string, string>> = {
  O: "enable",
  D: "disable",
  R: "enable replica",
  A: "enable always",
};

function named([trigger]: readonly string[]): Sql {
  return sql`event trigger ${name(trigger as string)}`;
}

function enable(path: readonly string[], state: string): { readonly op: Sql } {
  return { op: sql`alter ${named(path)} ${printed(state)}` };
}
