import { OrganizationCache } from "../../provider/api/organizationCache.ts";
import { type SnapshotSession, sessionFor } from "../organization/snapshotSession.ts";
import { exitCodes } from "../output/exitCodes.ts";
import type { Io } from "../output/io.ts";
import { idOf } from "../report/filters.ts";
import type { Format } from "../report/query.ts";
import { readKeyCosts } from "./costs.ts";
import { creatorIds } from "./creators.ts";
import { creatorsOf, keyRows, oldestFirst } from "./keyRow.ts";
import { isTooOld, type KeyList, keysCsv, keysJsonLines, keysMarkdown, keysText } from "./keyTable.ts";
import { readLastUses } from "./lastUse.ts";
import { readKeyLists } from "./readKeys.ts";
import { type KeyStatus, selectedKeys } from "./selectKeys.ts";
import { searchLength, unusedKeys } from "./unusedKeys.ts";

/** The options of `pulumi-anthropic keys list`. Lengths of time are in milliseconds. */
export interface ListKeysOptions {
  /** Names or IDs. */
  readonly workspace?: readonly string[];
  /** Email addresses or IDs. */
  readonly creator?: readonly string[];
  readonly creatorLeft?: boolean;
  readonly status: readonly KeyStatus[];
  /** Only keys that were unused for this long. */
  readonly unusedFor?: number;
  readonly maxAge?: number;
  /** How far back to search for the last use. */
  readonly lookBack: number;
  readonly format: Format;
}

const doing = "list the API keys";

/** Lists the keys of the organization, and returns the exit code. Read-only. Needs no stack. */
export async function listKeys(io: Io, options: ListKeysOptions): Promise<number> {
  const list = await readList(io, options);
  if (options.format === "csv") io.write(keysCsv(list));
  else if (options.format === "jsonl") io.write(keysJsonLines(list));
  else io.print(options.format === "markdown" ? keysMarkdown(list) : keysText(list));
  return list.rows.some((row) => isTooOld(list, row)) ? exitCodes.changes : exitCodes.ok;
}

async function readList(io: Io, options: ListKeysOptions): Promise<KeyList> {
  const session = sessionFor(io, () => undefined);
  const { client } = session;
  const { organization, keys, workspaces, users } = await readKeyLists(io, session);
  const selection = {
    statuses: options.status,
    workspaceIds: await workspaceIds(session, options.workspace),
    creatorIds: await creatorIds(io, client, doing, options.creator, { users, states: [] }),
    creatorLeft: options.creatorLeft,
  };
  const selected = oldestFirst(selectedKeys(keys, selection, creatorsOf(users)));
  if (selected.length > 0) io.progress("Reading the last use and the cost of the keys ...");
  const { unusedFor, maxAge, lookBack } = options;
  const uses = await readLastUses(io, client, selected, searchLength(lookBack, unusedFor));
  const costs = await readKeyCosts(client, selected, uses);
  const now = client.serverNow();
  const all = keyRows(selected, { users, workspaces, uses, costs, now });
  const rows = unusedKeys(all, { length: unusedFor, uses, now });
  return { organization, rows, uses, costs, maxAge, now };
}

async function workspaceIds(
  { cache }: SnapshotSession,
  values: readonly string[] | undefined,
): Promise<ReadonlySet<string> | undefined> {
  if (values === undefined) return undefined;
  const filter = {
    option: "--workspace",
    noun: "workspace",
    id: /^wrkspc_\w+$/,
    objects: () => cache.workspaces(OrganizationCache.anyAge),
  };
  const ids = new Set<string>();
  for (const value of values) ids.add(await idOf(doing, filter, value.trim()));
  return ids;
}
