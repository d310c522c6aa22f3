import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { WorkspaceWire } from "../../provider/api/objects.ts";
import { own } from "../../provider/kernel/values.ts";
import type { PendingCreate } from "./pending.ts";

/** What tells whether a workspace is the one that the interrupted run created. */
export interface Evidence {
  /** When the state was last written, which the interrupted run did as it began the create or later. */
  readonly stateWritten: Date;
  /** When the audit log says that the create was about to be sent; undefined without an audit log. */
  readonly sent: readonly Date[] | undefined;
}

/** Whether it is, and why, as the end of a sentence; `maybe` needs somebody to confirm it. */
export interface Verdict {
  readonly is: "ours" | "foreign" | "maybe";
  readonly why: string;
}

const minute = 60_000;
/** The clocks of this machine and of the API may differ. */
const skew = 2 * minute;
/** From the intent in the audit log to the request: a wait for the rate limit may lie between. */
const longestWait = 65 * minute;
/** How long a run may go on after it began a create. */
const longestRun = 60 * minute;

/** Judges by the time at which the API says that the workspace was created. */
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
 * Judges by `anthropic:ownerTag`, which every create of the stack sends; undefined without that setting. The tag of
 * another stack is refused elsewhere. The setting may be newer than the interrupted run, so a missing tag needs
 * somebody to confirm the workspace.
 */
export function judgeTag(
  { tags }: Pick<WorkspaceWire, "tags">,
  ownerTag: string | undefined,
  origin: string,
): Verdict | undefined {
  if (ownerTag === undefined) return undefined;
  const [stack] = origin.split("::");
  return own(tags, ownerTag) === stack
    ? { is: "ours", why: `its tag \`${ownerTag}\` is that of this stack` }
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
 * When the creates of a resource were about to be sent, by the lines of an audit log. Those that the API refused do not
 * count. A last line that was cut off by the interruption is passed over.
 */
export function sentBy(log: string, { resource, origin }: PendingCreate): readonly Date[] {
  const [stack] = origin.split("::");
  const name = origin.slice(`${stack}::`.length);
  const entries = log.split("\n").map(parsed);
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

/** The text of an audit log; undefined when there is none here, as when CI keeps it. */
export function readAuditLog(file: string | undefined): Promise<string | undefined> {
  return file === undefined ? Promise.resolve(undefined) : readFile(file, "utf8").catch(() => undefined);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
