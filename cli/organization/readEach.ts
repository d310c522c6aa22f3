import { setInterval } from "node:timers";
import type { WorkspaceWire } from "../../provider/api/objects.ts";
import type { Io } from "../output/io.ts";

/** The number of lists that are read at the same time. The rate limit determines how long it takes. */
const concurrency = 8;
/** The time between lines about progress. */
const progressMs = 5_000;

/** Reads a list of each workspace, by its ID. `what` follows "Reading" in the lines of progress. */
export async function readEach<T>(
  io: Io,
  workspaces: readonly WorkspaceWire[],
  what: string,
  read: (workspaceId: string) => Promise<readonly T[]>,
): Promise<ReadonlyMap<string, readonly T[]>> {
  const lists = new Map<string, readonly T[]>();
  if (workspaces.length === 0) return lists;
  const left = [...workspaces];
  const readNext = async (): Promise<void> => {
    for (let workspace = left.shift(); workspace !== undefined; workspace = left.shift()) {
      lists.set(workspace.id, await read(workspace.id));
    }
  };
  const report = () => io.progress(`Reading ${what}: ${lists.size} of ${workspaces.length} ...`);
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
