import { setInterval } from "node:timers";
import type { Io } from "../output/io.ts";

/** The number of lists that are read at the same time. The rate limit determines how long it takes. */
const concurrency = 8;
/** The time between lines about progress. */
const progressMs = 5_000;

/** Reads a list of each object, by its ID. `what` follows "Reading" in the lines of progress. */
export async function readEach<T>(
  io: Io,
  objects: readonly { readonly id: string }[],
  what: string,
  read: (id: string) => Promise<readonly T[]>,
): Promise<ReadonlyMap<string, readonly T[]>> {
  const lists = new Map<string, readonly T[]>();
  if (objects.length === 0) return lists;
  const left = [...objects];
  const readNext = async (): Promise<void> => {
    for (let object = left.shift(); object !== undefined; object = left.shift()) {
      lists.set(object.id, await read(object.id));
    }
  };
  const report = () => io.progress(`Reading ${what}: ${lists.size} of ${objects.length} ...`);
  report();
  const timer = setInterval(report, progressMs);
  try {
    await Promise.all(Array.from({ length: concurrency }, readNext));
  } finally {
    clearInterval(timer);
  }
  report();
  return lists;
}
