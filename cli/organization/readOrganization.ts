import { setInterval } from "node:timers";
import type {
  ApiKeyWire,
  InviteWire,
  UserWire,
  WorkspaceMemberWire,
  WorkspaceWire,
} from "../../provider/api/objects.ts";
import { OrganizationCache } from "../../provider/api/organizationCache.ts";
import { defaultWorkspaceName } from "../../provider/api/plausible.ts";
import { UserError } from "../../provider/errors.ts";
import type { Io } from "../output/io.ts";
import { joined } from "../output/phrases.ts";
import type { SnapshotSession } from "./snapshotSession.ts";

/** Every organization has one, and nothing can archive it. */
export const defaultWorkspace = defaultWorkspaceName;
/**
 * The default workspace among all of them. Others may have been given its name since, but nothing is older, and it is
 * never archived.
 */
export function defaultAmong(workspaces: readonly WorkspaceWire[]): WorkspaceWire | undefined {
  return workspaces
    .filter(({ name, archived_at: at }) => name === defaultWorkspace && at === null)
    .toSorted((one, other) => Date.parse(one.created_at) - Date.parse(other.created_at))[0];
}

/** Made by itself when somebody first signs in to Claude Code. */
export const claudeCodeWorkspace = "Claude Code";

/** A live organization as its lists show it. Lists that nobody asked for are empty. */
export interface Organization {
  readonly id: string;
  /** All of them: archived ones and the default one too. */
  readonly workspaces: readonly WorkspaceWire[];
  readonly users: readonly UserWire[];
  readonly invites: readonly InviteWire[];
  /** The explicit members of each workspace that was asked about, by its id. */
  readonly members: ReadonlyMap<string, readonly WorkspaceMemberWire[]>;
  readonly apiKeys: readonly ApiKeyWire[];
}

/** Which lists are read; each costs a request for a thousand entries. */
export interface Wanted {
  readonly users: boolean;
  readonly invites: boolean;
  readonly apiKeys: boolean;
  /** Whether the members of a workspace other than the default one are read, which costs at least one request each. */
  membersOf(workspace: WorkspaceWire): boolean;
}

/**
 * Rejects a key of an organization that is not `expected`. `whose` names the owner of the expected ones, as in "the stacks
 * manage"; `advice` says that nothing was done and what to do.
 */
export function rejectOtherOrganization(
  id: string,
  expected: ReadonlySet<string>,
  whose: string,
  advice: string,
): void {
  if (expected.size === 0 || expected.has(id)) return;
  throw new UserError(
    `The key in use is of organization ${id}, but ${whose} ${joined([...expected])}. ${advice}`,
  );
}

/** Reads at most this many lists of members at a time; the rate limit is what takes the time. */
const atOnce = 8;
/** A line about progress each time this has passed. */
const progressMs = 5_000;

/**
 * Reads the organization, a request for each list and no other, and tells how far it has come. Nothing is concluded
 * and nothing else is read before the first list has told that this is the organization that is meant.
 */
export async function readOrganization(
  io: Io,
  session: SnapshotSession,
  wanted: Wanted,
  checkOrganization: (organization: string) => void,
): Promise<Organization> {
  const { cache } = session;
  io.tell("Reading the workspaces ...");
  const workspaces = await cache.workspaces(OrganizationCache.anyAge);
  const id = await session.organization();
  checkOrganization(id);

  const asked = [
    ...(wanted.users ? ["the people"] : []),
    ...(wanted.invites ? ["the invitations"] : []),
    ...(wanted.apiKeys ? ["the API keys"] : []),
  ];
  if (asked.length > 0) io.tell(`Reading ${joined(asked)} of organization ${id} ...`);
  const [users, invites, apiKeys] = await Promise.all([
    wanted.users ? cache.users(OrganizationCache.anyAge) : [],
    wanted.invites ? cache.invites(OrganizationCache.anyAge) : [],
    wanted.apiKeys ? cache.apiKeys(OrganizationCache.anyAge) : [],
  ]);

  const usual = defaultAmong(workspaces);
  const open = workspaces.filter((workspace) => workspace !== usual && wanted.membersOf(workspace));
  const members = new Map<string, readonly WorkspaceMemberWire[]>();
  const left = [...open];
  const readNext = async (): Promise<void> => {
    for (let workspace = left.shift(); workspace !== undefined; workspace = left.shift()) {
      members.set(workspace.id, await cache.members(workspace.id, OrganizationCache.anyAge));
    }
  };
  const tell = () => io.tell(`Reading the members of workspaces: ${members.size} of ${open.length} ...`);
  if (open.length > 0) tell();
  const ticking = setInterval(tell, progressMs);
  try {
    await Promise.all(Array.from({ length: atOnce }, readNext));
  } finally {
    clearInterval(ticking);
  }
  if (open.length > 0) tell();
  session.hasRead();
  return { id, workspaces, users, invites, members, apiKeys };
}
