import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { fullSeed } from "../../emulator/fullSeed.ts";
import { type FullSeed, SeedError } from "../../emulator/seed.ts";
import { clean, jsonText, withoutSecrets } from "../../provider/api/foreignText.ts";
import {
  ApiKeyWire,
  InviteWire,
  UserWire,
  WorkspaceMemberWire,
  WorkspaceWire,
} from "../../provider/api/objects.ts";
import { UserError } from "../../provider/errors.ts";
import type { Io } from "../output/io.ts";
import { defaultAmong, type Organization } from "./readOrganization.ts";

const Snapshot = z.object({
  version: z.literal(1),
  organization: z.object({ id: z.string() }),
  users: z.array(UserWire),
  default_workspace: WorkspaceWire.optional(),
  workspaces: z.array(WorkspaceWire),
  members: z.array(WorkspaceMemberWire),
  invites: z.array(InviteWire),
  // What identifies a secret to those who have seen it is left out.
  api_keys: z.array(ApiKeyWire.omit({ partial_key_hint: true })),
});

/**
 * A live organization as a document that can be kept, and that `pulumi-anthropic emulator --seed` starts from. Everything
 * that the lists say, sorted by id, so that two of them can be compared line by line; without secrets.
 */
export type Snapshot = z.infer<typeof Snapshot>;

/** What the lists of one moment say, and what did not fit among them. */
export interface Taken {
  readonly snapshot: Snapshot;
  /**
   * Memberships and keys of people and workspaces that came or left while the lists were read. They are left out.
   */
  readonly strayed: number;
}

export function snapshotOf({ id, workspaces, users, invites, members, apiKeys }: Organization): Taken {
  const people = new Set(users.map((user) => user.id));
  const places = new Set(workspaces.map((workspace) => workspace.id));
  const memberships = [...members.values()].flat();
  const placed = memberships.filter((member) => people.has(member.user_id));
  const owned = apiKeys.filter(({ scope }) => !scope.workspace_id || places.has(scope.workspace_id));
  const usual = defaultAmong(workspaces);
  const others = workspaces.filter((workspace) => workspace !== usual);
  return {
    snapshot: {
      version: 1,
      organization: { id },
      users: sorted(users, (user) => user.id),
      ...(usual === undefined ? {} : { default_workspace: inOrder(usual) }),
      workspaces: sorted(others, (workspace) => workspace.id).map(inOrder),
      members: sorted(placed, (member) => `${member.workspace_id} ${member.user_id}`),
      invites: sorted(invites, (invite) => invite.id),
      api_keys: sorted(owned, (key) => key.id).map(({ partial_key_hint: _, ...key }) => key),
    },
    strayed: memberships.length - placed.length + apiKeys.length - owned.length,
  };
}

function sorted<T>(items: readonly T[], key: (item: T) => string): T[] {
  return items.toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
}

/** Tags come in whatever order the API likes. */
function inOrder(workspace: WorkspaceWire): WorkspaceWire {
  return { ...workspace, tags: Object.fromEntries(Object.entries(workspace.tags).sort()) };
}

const nullable: ReadonlySet<string> = new Set([
  "accepted_at",
  "archived_at",
  "created_by",
  "expires_at",
  "external_key_id",
  "principal",
  "user_profile_id",
]);

/** The document, in the form of the emulator's seeds: what the API left out is not in it, instead of being null. */
export function snapshotText(snapshot: Snapshot): string {
  const spoken = (key: string, value: unknown) => (value === null && !nullable.has(key) ? undefined : value);
  return `${jsonText(snapshot, 2, spoken)}\n`;
}

/** The same without secrets that somebody pasted into a name or a tag. */
export function keepable(snapshot: Snapshot): Snapshot {
  return Snapshot.parse(JSON.parse(withoutSecrets(JSON.stringify(snapshot))));
}

/** The same organization for an emulator, which judges whether it could be one. */
export function seedOf(snapshot: Snapshot, now: Date = new Date()): FullSeed {
  try {
    return fullSeed(JSON.parse(snapshotText(snapshot)), now);
  } catch (error) {
    if (!(error instanceof SeedError)) throw error;
    throw new UserError(
      `The emulator of this version cannot stand in for organization ${snapshot.organization.id}: ${error.message} Nothing was changed. Install a newer version of pulumi-anthropic.`,
    );
  }
}

/** Reads what `pulumi-anthropic snapshot` wrote. */
export async function readSnapshot({ cwd }: Io, file: string): Promise<Snapshot> {
  const content = await readFile(resolve(cwd, file), "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UserError(
      error.code === "ENOENT" ? `There is no snapshot ${file}.` : `cannot read ${file}: ${error.message}.`,
    );
  });
  const wrong = (reason: string) =>
    new UserError(
      `${file} is not a snapshot of an organization: ${reason}. Write one with \`pulumi-anthropic snapshot --output before.json\`.`,
    );
  let document: unknown;
  try {
    document = JSON.parse(content);
  } catch {
    throw wrong("it is not JSON");
  }
  // Not by the emulator's own check: what it does not know, such as a new role, is still as good a record.
  const answer = Snapshot.safeParse(document);
  if (answer.success) return answer.data;
  const [issue] = answer.error.issues;
  throw wrong(`\`${clean(issue?.path.map(String).join(".") ?? "")}\`: ${clean(issue?.message ?? "")}`);
}
