import type { UserWire, WorkspaceWire } from "./objects.ts";

// Every organization has a default workspace and an administrator. A complete list without them is not trusted, even with
// status 200: the key may see only a part, or a proxy may answer instead of the API.

/** The name of the default workspace, which nobody can change. */
export const defaultWorkspaceName = "Default";

/** The roles with full access to the organization. */
export const administratorRoles: readonly string[] = ["admin", "owner", "primary_owner"];

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
