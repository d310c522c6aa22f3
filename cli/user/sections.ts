import type { Declared, Report, UserKey } from "./report.ts";

/** A table about the user. */
export interface Section {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The facts about the user: labels and texts. */
export function factsOf({
  organization,
  requested,
  user,
  userIds,
  declaredBy,
  everyWorkspace,
}: Report): [string, string][] {
  const known = userIds.length === 0 ? "" : ` (${userIds.join(", ")})`;
  const facts: [string, string][] = [
    ["User", user === undefined ? `${requested}${known}` : `${user.email} (${user.id})`],
    ["Organization", organization],
  ];
  if (user === undefined) facts.push(["Role", "none: the user is not in the organization"]);
  else {
    if (user.name !== "") facts.push(["Name", user.name]);
    const access = everyWorkspace ? ", which gives access to every workspace" : "";
    facts.push(["Role", `${user.role}${access}`], ["Added", day(user.addedAt)]);
  }
  if (declaredBy.length > 0) facts.push(["Declared by", declaredText(declaredBy)]);
  return facts;
}

/** The tables about the user. A table without rows is left out. */
export function sectionsOf({ workspaces, groups = [], keys, invitations, stacks }: Report): Section[] {
  const sections: Section[] = [
    {
      title: "Workspaces",
      columns: ["Workspace", "ID", "Role", "Declared by"],
      rows: workspaces.map(({ id, name, role, declaredBy }) => [
        name,
        id,
        role ?? "(not a member)",
        declaredText(declaredBy),
      ]),
    },
    {
      title: "Groups",
      columns: ["Group", "ID", "Source", "Roles", "Status", "Declared by"],
      rows: groups.map(({ id, name, sourceType, roles, member, declaredBy }) => [
        name,
        id,
        sourceType,
        rolesText(roles),
        member ? "member" : "(not a member)",
        declaredText(declaredBy),
      ]),
    },
    {
      title: "API keys",
      columns: ["Key", "ID", "Status", "Workspace", "Created", "Last use", "Declared by"],
      rows: keys.map((key) => [
        key.name,
        key.id,
        key.personal ? `${key.status}, acts as the user` : key.status,
        key.workspaceName ?? key.workspaceId ?? "(none)",
        day(key.createdAt),
        useText(key),
        declaredText(key.declaredBy),
      ]),
    },
    {
      title: "Invitations",
      columns: ["Invitation", "Role", "Status", "Sent", "Expires", "Declared by"],
      rows: invitations.map(({ id, role, declaredRole, status, invitedAt, expiresAt, declaredBy }) => [
        id,
        declaredRole === undefined ? role : `${role}; ${declaredRole} after acceptance`,
        status,
        day(invitedAt),
        day(expiresAt),
        declaredText(declaredBy),
      ]),
    },
  ];
  const found = sections.filter(({ rows }) => rows.length > 0);
  return stacks.length > 0 ? found : found.map(withoutDeclarations);
}

/** Without a state, the declaring resources are not known. */
function withoutDeclarations({ title, columns, rows }: Section): Section {
  return { title, columns: columns.slice(0, -1), rows: rows.map((cells) => cells.slice(0, -1)) };
}

function rolesText(roles: readonly string[] | undefined): string {
  if (roles === undefined) return "(unknown)";
  return roles.length === 0 ? "(none)" : roles.join(", ");
}

function useText({ lastUsed, neverUsed }: UserKey): string {
  if (lastUsed !== undefined) return lastUsed;
  return neverUsed === true ? "never" : "none in the reports";
}

/** `prod: alice (Member)`. */
function declaredText(declared: readonly Declared[]): string {
  return declared.map(({ stack, type, resource }) => `${stack}: ${resource} (${type})`).join(", ");
}

function day(timestamp: string): string {
  return timestamp.slice(0, 10);
}
