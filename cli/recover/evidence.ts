import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { WorkspaceWire } from "../../provider/api/objects.ts";
import { jsonOf } from "../../provider/api/parse.ts";
import { own } from "../../provider/kernel/values.ts";
import type { PendingCreate } from "./pending.ts";

/** Evidence for whether the interrupted run created a workspace. */
export interface Evidence {
  /** When the state was last written. The interrupted run wrote it at the start of the create or later. */
  readonly stateWritten: Date;
  /** The times of the create in the audit log, before it was sent; undefined without an audit log. */
  readonly sent: readonly Date[] | undefined;
}

/** Whether the interrupted run created it, and why, as a clause. `maybe` needs a confirmation. */
export interface Verdict {
  readonly is: "ours" | "foreign" | "maybe";
  readonly why: string;
}

const minute = 60_000;
/** The clocks of this machine and of the API may differ. */
const skew = 2 * minute;
/** Between the intent in the audit log and the request the process may wait for the rate limit. */
const longestWait = 65 * minute;
/** The longest assumed duration of a run after the start of a create. */
const longestRun = 60 * minute;

/** How long a request can be under way after everything here was killed: the client's own time limit for one request. */
const longestRequest = 3 * minute;

/** Until when a create that was sent may still arrive; undefined when the audit log shows that none was sent. */
export function mayArriveUntil({ stateWritten, sent }: Evidence): Date | undefined {
  const last = sent === undefined ? stateWritten : sent.toSorted((one, other) => +other - +one)[0];
  return last === undefined ? undefined : new Date(last.getTime() + longestRequest);
}

/** Decides by the workspace's `created_at`. */
export function judge(createdAt: string, { stateWritten, sent }: Evidence): Verdict {
  const created = Date.parse(createdAt);
  if (sent !== undefined) {
    const request = sent.find(
      (at) => created >= at.getTime() - skew && created <= at.getTime() + longestWait,
    );
    return request === undefined
      ? { is: "foreign", why: "the audit log has no request of this stack that could have created it" }
      : { is: "ours", why: `the audit log has the request at ${request.toISOString()}` };
  }
  const written = stateWritten.getTime();
  const about = created >= written - longestRun && created <= written + longestRun;
  const when = `the state was last written at ${stateWritten.toISOString()}`;
  return about ? { is: "ours", why: when } : { is: "maybe", why: when };
}

/**
 * Decides by `anthropic:ownerTag`, which every create of the stack sends; undefined without that setting. Other code rejects a
 * workspace with the tag of another stack. The setting may be newer than the interrupted run, so a missing tag needs the user
 * to confirm the workspace.
 */
export function judgeTag(
  { tags }: Pick<WorkspaceWire, "tags">,
  ownerTag: string | undefined,
  origin: string,
): Verdict | undefined {
  if (ownerTag === undefined) return undefined;
  const [stack] = origin.split("::");
  return own(tags, ownerTag) === stack
    ? { is: "ours", why: `its tag \`${ownerTag}\` names this stack` }
    : { is: "maybe", why: `it does not have this stack's tag \`${ownerTag}\`` };
}

const Intent = z.object({
  time: z.string(),
  event: z.literal("intent"),
  write: z.string(),
  stack: z.string(),
  resource: z.string().optional(),
  kind: z.string(),
  operation: z.literal("create"),
});
const Outcome = z.object({ event: z.literal("outcome"), write: z.string(), result: z.string() });

/**
 * The times at which the creates of a resource were about to be sent, from the lines of an audit log. Creates that the API
 * refused do not count. Skips a last line that the interruption cut off.
 */
export function sentBy(log: string, { resource, origin }: PendingCreate): readonly Date[] {
  const [stack] = origin.split("::");
  const name = origin.slice(`${stack}::`.length);
  const entries = log.split("\n").map(jsonOf);
  const refused = new Set(
    entries.flatMap((entry) => {
      const outcome = Outcome.safeParse(entry).data;
      return outcome?.result === "refused" ? [outcome.write] : [];
    }),
  );
  return entries.flatMap((entry) => {
    const intent = Intent.safeParse(entry).data;
    if (intent === undefined || refused.has(intent.write)) return [];
    if (intent.stack !== stack || intent.resource !== name || intent.kind !== resource.kind) return [];
    return [new Date(intent.time)];
  });
}

/** The text of an audit log; undefined when this machine does not have it, for example because CI stores it. */
export function readAuditLog(file: string | undefined): Promise<string | undefined> {
  return file === undefined ? Promise.resolve(undefined) : readFile(file, "utf8").catch(() => undefined);
}
