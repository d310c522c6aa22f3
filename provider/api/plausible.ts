import type { Client } from "./client.ts";
import type { UserWire, WorkspaceWire } from "./objects.ts";

// Every organization has a default workspace and an administrator. A complete list without them is not trusted, even with
// status 200: the key may see only a part, or a proxy may answer instead of the API.

/** The name of the default workspace, which nobody can change. */
export const defaultWorkspaceName = "Default";

/** The roles with full access to the organization. */
export const administratorRoles: readonly string[] = ["admin", "owner", "primary_owner"];

/**
 * Whether lists go on showing an object of which the API says that there is none. A list may be late for some seconds;
 * after that the two cannot both be right, and the object is not taken for deleted.
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

/** The same for a complete list of workspaces, which includes archived ones and the default one. */
export function lackOfWorkspaces(workspaces: readonly WorkspaceWire[]): string | undefined {
  const isDefault = ({ name, archived_at: archivedAt }: WorkspaceWire) =>
    name === defaultWorkspaceName && archivedAt === null;
  if (workspaces.some(isDefault)) return undefined;
  return lack(workspaces, "a default workspace");
}

function lack(list: readonly unknown[], what: string): string {
  const found = list.length === 0 ? "the list came back empty" : `the list has ${list.length} without it`;
  return `every organization has ${what}, and ${found}, so the response cannot be right`;
}
