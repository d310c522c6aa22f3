import type { Clock } from "../clock.ts";
import { Collection } from "../collection.ts";
import type { OrganizationRole, WorkspaceMemberJson, WorkspaceRole } from "../json.ts";

/** The explicit members of every workspace. */
export class Members {
  readonly #clock: Clock;
  readonly #byWorkspace = new Map<string, Collection<WorkspaceMemberJson>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The members of one workspace by user ID. */
  of(workspaceId: string): Collection<WorkspaceMemberJson> {
    const known = this.#byWorkspace.get(workspaceId);
    if (known !== undefined) return known;
    const members = new Collection<WorkspaceMemberJson>(this.#clock);
    this.#byWorkspace.set(workspaceId, members);
    return members;
  }

  set(workspaceId: string, userId: string, role: WorkspaceRole): WorkspaceMemberJson {
    const member = memberJson(workspaceId, userId, role);
    this.of(workspaceId).set(userId, member);
    return member;
  }

  /** Removes a user from every workspace. */
  removeUser(userId: string): void {
    for (const members of this.#byWorkspace.values()) members.delete(userId);
  }
}

export function memberJson(workspaceId: string, userId: string, role: WorkspaceRole): WorkspaceMemberJson {
  return { type: "workspace_member", user_id: userId, workspace_id: workspaceId, workspace_role: role };
}

/** The role that users with this organization role have in every workspace; undefined for roles that imply none. */
export function inheritedRole(role: OrganizationRole): WorkspaceRole | undefined {
  if (role === "admin" || role === "owner" || role === "primary_owner") return "workspace_admin";
  return role === "billing" ? "workspace_billing" : undefined;
}
