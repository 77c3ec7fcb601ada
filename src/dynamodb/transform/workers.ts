// The workers of one process: each takes a segment, works through its pages, and takes the next.
import type { AttributeMap } from "../attribute.ts";
import type { HistoryPlace } from "../layout.ts";
import { type Hold, SegmentLost } from "./hold.ts";
import type { Image } from "./image.ts";
import { keptImages } from "./image-store.ts";
import { type PageOptions, type PageWorker, workPage } from "./page.ts";
import { imagesPlace, padded } from "./places.ts";
import type { Pool } from "./pool.ts";
import { type ScanOptions, scanPage } from "./scan.ts";
import { sumOf } from "./segment.ts";

export interface WorkersOptions {
  readonly pool: Pool;
  readonly scan: ScanOptions;
  readonly page: Pick<
    PageOptions,
    "session" | "writer" | "pace" | "stampNames" | "target" | "change" | "check"
  > & {
    readonly stamps: () => AttributeMap;
  };
  /** What is done with a page, where it is no transform of its items. */
  readonly work: PageWorker | undefined;
  readonly transform: HistoryPlace;
  readonly generation: number;
  /** Whether what is overwritten is kept, to take it back. */
  readonly keepsImages: boolean;
  readonly leaseMs: number;
  /** Reserves what a page is about to write, or throws where that is more than is expected. */
  readonly reserve: (images: readonly Image[]) => () => void;
}

/** Segments at once, and items at once over all of them: enough to hide the way to DynamoDB and back. */
const WORKERS = 8;
const WRITES = 48;

/** Ends when every segment is done, whoever did it. Throws the first failure, when all of its writes have ended. */
export async function runWorkers(options: WorkersOptions): Promise<void> {
  const inTurn = limited(WRITES);
  let failure: { readonly thrown: unknown } | undefined;
  const check = (): void => {
    if (failure) throw failure.thrown;
    options.page.check();
  };
  const work = async (): Promise<void> => {
    for (;;) {
      const hold = await options.pool.next(check);
      if (!hold) return;
      try {
        await workSegment(options, hold, { inTurn, check });
      } catch (thrown) {
        if (!(thrown instanceof SegmentLost)) throw thrown;
      } finally {
        await giveBack(options.pool, hold);
      }
    }
  };
  const workers = Array.from({ length: WORKERS }, () =>
    work().catch((thrown) => {
      failure ??= { thrown };
    }),
  );
  await Promise.all(workers);
  if (failure) throw failure.thrown;
}

interface Turns {
  readonly inTurn: PageOptions["inTurn"];
  readonly check: () => void;
}

async function workSegment(options: WorkersOptions, hold: Hold, { inTurn, check }: Turns): Promise<void> {
  const { pool, transform, generation, scan, keepsImages, leaseMs } = options;
  const { number, fence } = hold.segment;
  const images = imagesPlace(transform, number);
  const pagePrefix = () => `${padded(generation, 4)}#${padded(hold.segment.page)}#`;
  const both = (): void => {
    hold.check();
    check();
  };
  // Nobody worked on it before us: there is nothing to find.
  const begun = fence > 1 && keepsImages ? await keptImages(scan.session, images, pagePrefix()) : [];
  let earlier = begun.flatMap((kept) => kept.images);
  const beat = setInterval(() => void hold.renew().catch(() => undefined), leaseMs / 3).unref();
  try {
    while (!hold.segment.done) {
      both();
      const { items, after } = await scanPage(scan, { segment: number, after: hold.segment.after });
      let release = (): void => undefined;
      try {
        const counts = await (options.work ?? workPage)(
          {
            ...options.page,
            check: both,
            guard: hold.guard,
            keep: keepsImages ? { images, transform } : null,
            sortKey: `${pagePrefix()}${padded(fence)}`,
            before: (planned) => {
              release = options.reserve(planned);
            },
            inTurn,
          },
          { items, earlier },
        );
        await hold.checkpoint({ after, counts: sumOf([hold.segment.counts, counts]) });
        pool.moved(hold);
      } finally {
        release();
      }
      earlier = [];
    }
  } finally {
    clearInterval(beat);
  }
}

async function giveBack(pool: Pool, hold: Hold): Promise<void> {
  // A segment that cannot be given back is taken over when its lease has run out.
  if (!hold.segment.done) await hold.release().catch(() => undefined);
  pool.ended(hold);
}

/** Runs tasks, at most `most` at once, in the order in which they came. */
function limited(most: number): PageOptions["inTurn"] {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
