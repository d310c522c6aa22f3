import type { Random } from "./random.ts";

export type Role = "user" | "developer";
export type WorkspaceRole = "workspace_user" | "workspace_developer" | "workspace_admin";

/** A workspace that the program declares, with the roles of its members by email address. */
export interface DeclaredWorkspace {
  name: string;
  /** Earlier names. */
  formerNames: string[];
  team: string;
  /** Whether one resource declares all memberships, instead of one resource each. */
  asList: boolean;
  members: Map<string, WorkspaceRole>;
  /** The ID that the resource option `import` names. */
  adopt?: string;
}

/** An invitation that the program declares, as an `Invite` or as a `Member` who is not in the organization. */
export interface DeclaredInvite {
  kind: "Invite" | "Member";
  role: Role;
  /** Requests the invitation again. */
  reinvite?: string;
}

/** What a program declares, by resource name, and what it declared before. */
export interface Declared {
  workspaces: Map<string, DeclaredWorkspace>;
  /** Users of the organization, by address. */
  roles: Map<string, Role>;
  /** The roles that users have while the program does not declare them. */
  undeclaredRoles: Map<string, Role>;
  /** Users whose role this edit has changed. A second change before the next `up` would not be what the user has. */
  changed: Set<string>;
  /** By address. */
  invites: Map<string, DeclaredInvite>;
  /** By ID. */
  keys: Map<string, { name: string; status: "active" | "inactive" }>;
  /** Names of workspaces that the program no longer declares. */
  removedWorkspaces: Set<string>;
  /** The number of invitations that the program has requested so far, by address. */
  invitations: Map<string, number>;
  /** Counter for unique names. */
  count: number;
}

export function nothingDeclared(undeclaredRoles: Iterable<readonly [string, Role]>): Declared {
  return {
    workspaces: new Map(),
    roles: new Map(),
    undeclaredRoles: new Map(undeclaredRoles),
    changed: new Set(),
    invites: new Map(),
    keys: new Map(),
    removedWorkspaces: new Set(),
    invitations: new Map(),
    count: 0,
  };
}

/** The users and keys that the organization has from the start. */
export interface Given {
  /** Addresses of users. */
  readonly users: readonly string[];
  /** IDs of API keys. */
  readonly keys: readonly string[];
}

const roles = ["user", "developer"] as const;
const workspaceRoles = ["workspace_user", "workspace_developer", "workspace_admin"] as const;
const teams = ["ml", "ops", "web"] as const;

type Edit = (declared: Declared, given: Given, random: Random) => void;

function addWorkspace(declared: Declared, given: Given, random: Random): void {
  declared.count += 1;
  const members = new Map<string, WorkspaceRole>();
  for (const address of given.users) {
    if (random.chance(0.3)) members.set(address, random.pick(workspaceRoles));
  }
  declared.workspaces.set(`workspace-${declared.count}`, {
    name: `Workspace ${declared.count}`,
    formerNames: [],
    team: random.pick(teams),
    asList: random.chance(0.4),
    members,
  });
}

const edits: readonly [Edit, ...Edit[]] = [
  addWorkspace,
  addWorkspace,
  function changeWorkspace(declared, _, random) {
    const workspace = random.maybe([...declared.workspaces.values()]);
    if (workspace === undefined) return;
    declared.count += 1;
    if (random.chance(0.5)) {
      workspace.formerNames.push(workspace.name);
      workspace.name = `Workspace ${declared.count}`;
    }
    workspace.team = random.pick(teams);
  },
  function removeWorkspace(declared, _, random) {
    const name = random.maybe([...declared.workspaces.keys()]);
    const workspace = declared.workspaces.get(name ?? "");
    if (name === undefined || workspace === undefined) return;
    for (const each of [workspace.name, ...workspace.formerNames]) declared.removedWorkspaces.add(each);
    declared.workspaces.delete(name);
  },
  function changeMembership(declared, given, random) {
    const workspace = random.maybe([...declared.workspaces.values()]);
    const address = random.maybe(given.users);
    if (workspace === undefined || address === undefined) return;
    if (workspace.members.has(address) && random.chance(0.5)) workspace.members.delete(address);
    else workspace.members.set(address, random.pick(workspaceRoles));
  },
  function changeMember(declared, given, random) {
    const address = random.maybe(given.users);
    if (address === undefined || declared.changed.has(address)) return;
    declared.changed.add(address);
    const role = random.pick(roles);
    if (declared.roles.has(address) && random.chance(0.3)) {
      declared.roles.delete(address);
      // Delete demotes.
      declared.undeclaredRoles.set(address, "user");
    } else if (declared.roles.has(address) || declared.undeclaredRoles.get(address) === "user") {
      declared.roles.set(address, role);
    } else {
      // A new Member resource only raises the role `user`.
      declared.roles.set(address, "developer");
    }
  },
  function invite(declared, _, random) {
    declared.count += 1;
    const address = `guest-${declared.count}@example.com`;
    const kind = random.pick(["Invite", "Member"] as const);
    declared.invites.set(address, { kind, role: random.pick(roles) });
    declared.invitations.set(address, 1);
  },
  function changeInvite(declared, _, random) {
    const [address, invite] = random.maybe([...declared.invites]) ?? [];
    if (address === undefined || invite === undefined) return;
    if (random.chance(0.4)) {
      declared.invites.delete(address);
      return;
    }
    const role = random.pick(roles);
    if (role === invite.role) return;
    invite.role = role;
    // A changed Invite sends a new invitation. A changed Member sets the role after acceptance.
    if (invite.kind === "Invite")
      declared.invitations.set(address, (declared.invitations.get(address) ?? 0) + 1);
  },
  function changeKey(declared, given, random) {
    const id = random.maybe(given.keys);
    if (id === undefined) return;
    declared.count += 1;
    declared.keys.set(id, { name: `Key ${declared.count}`, status: random.pick(["active", "inactive"]) });
  },
];

/** Changes what the program declares in a few places. */
export function edit(declared: Declared, given: Given, random: Random): void {
  declared.changed.clear();
  for (let left = random.whole(2, 5); left > 0; left -= 1) random.pick(edits)(declared, given, random);
}

/** The source of the program that declares it. */
export function programOf({ workspaces, roles, invites, keys }: Declared): string {
  const lines: string[] = [];
  const declare = (kind: string, name: string, args: object, options = "{}") =>
    lines.push(`new anthropic.${kind}(${JSON.stringify(name)}, ${JSON.stringify(args)}, ${options});`);
  lines.push("const workspaces = {};");
  for (const [name, { name: shown, team, asList, members, adopt }] of workspaces) {
    const variable = `workspaces[${JSON.stringify(name)}]`;
    const args = JSON.stringify({ name: shown, tags: { team }, onDelete: "archive" });
    const options = JSON.stringify(adopt === undefined ? {} : { import: adopt });
    lines.push(`${variable} = new anthropic.Workspace(${JSON.stringify(name)}, ${args}, ${options});`);
    const all = [...members].map(([email, role]) => ({ email, role }));
    if (asList) {
      const list = `{ workspace: ${variable}, members: ${JSON.stringify(all)} }`;
      lines.push(`new anthropic.WorkspaceMembers(${JSON.stringify(`${name}-all`)}, ${list});`);
      continue;
    }
    for (const { email, role } of all) {
      const member = `{ workspace: ${variable}, ...${JSON.stringify({ email, role })} }`;
      lines.push(`new anthropic.WorkspaceMember(${JSON.stringify(`${name}-${email}`)}, ${member});`);
    }
  }
  for (const [email, role] of roles) declare("Member", email, { email, role });
  for (const [email, { kind, role, reinvite }] of invites) {
    declare(kind, email, { email, role, ...(reinvite === undefined ? {} : { reinvite }) });
  }
  for (const [apiKeyId, args] of keys) declare("ApiKey", apiKeyId, { apiKeyId, ...args });
  return lines.join("\n");
}
