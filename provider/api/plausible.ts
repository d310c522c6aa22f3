import type { Client } from "./client.ts";
import { clean } from "./foreignText.ts";
import type { UserWire, WorkspaceWire } from "./objects.ts";

// Every organization has a default workspace and an administrator. A complete list without them is not trusted, even with
// status 200: the key may see only a part, or a proxy may respond instead of the API.

/** The name of the default workspace, which cannot be changed. */
export const defaultWorkspaceName = "Default";

/** The default workspace. Others can have the same name, but they are newer or archived. */
export function findDefaultWorkspace(workspaces: readonly WorkspaceWire[]): WorkspaceWire | undefined {
  return workspaces
    .filter(({ name, archived_at: at }) => name === defaultWorkspaceName && at === null)
    .toSorted((one, other) => Date.parse(one.created_at) - Date.parse(other.created_at))[0];
}

/** The roles with full access to the organization. */
export const administratorRoles: readonly string[] = ["admin", "owner", "primary_owner"];

/**
 * Whether a list still contains an object that the API no longer returns. A list can be stale for some seconds. After that
 * one of the two responses is wrong, and the object does not count as deleted.
 */
export async function stillListed(client: Client, isListed: () => Promise<boolean>): Promise<boolean> {
  for (const seconds of [0, 1, 2, 4]) {
    await client.pause(seconds * 1000 * client.pace);
    if (!(await isListed().catch(() => true))) return false;
  }
  return true;
}

/** Describes what a complete list of users lacks; undefined when it is plausible. */
export function lackOfUsers(users: readonly UserWire[]): string | undefined {
  if (users.some(({ role }) => administratorRoles.includes(role))) return undefined;
  return lack(users, "an administrator");
}

/** Describes what a complete list of workspaces lacks, which includes archived ones and the default workspace. */
export function lackOfWorkspaces(workspaces: readonly WorkspaceWire[]): string | undefined {
  const isDefault = ({ name, archived_at: archivedAt }: WorkspaceWire) =>
    name === defaultWorkspaceName && archivedAt === null;
  if (workspaces.some(isDefault)) return undefined;
  return lack(workspaces, "a default workspace");
}

/** Describes an entry of another workspace in a list of one workspace; undefined without one. */
export function entryOfAnotherWorkspace(
  workspaceId: string,
): (entries: readonly { readonly workspace_id: string }[]) => string | undefined {
  return (entries) => {
    const other = entries.find(({ workspace_id: id }) => id !== workspaceId);
    if (other === undefined) return undefined;
    return `the list has an entry of ${clean(other.workspace_id)}, so the response cannot be right`;
  };
}

function lack(list: readonly unknown[], what: string): string {
  const found = list.length === 0 ? "the list is empty" : `the list of ${list.length} has none`;
  return `every organization has ${what}, and ${found}, so the response cannot be right`;
}
