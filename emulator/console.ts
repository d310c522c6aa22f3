import { sameAddress } from "./emails.ts";
import { newHint, newId, prefixes } from "./ids.ts";
import type {
  ApiKeyJson,
  ApiKeyStatus,
  DataResidencyJson,
  InviteJson,
  OrganizationRole,
  UserJson,
  WorkspaceJson,
  WorkspaceMemberJson,
  WorkspaceRole,
} from "./json.ts";
import { inheritedRole, momentOf, type OrganizationState } from "./state.ts";
import { defaultResidency } from "./workspaceRules.ts";

/** What a person asked for in the Console cannot be done; the message says why. */
export class ConsoleError extends Error {}

/** What a person says of a workspace. */
export interface WorkspaceProperties {
  /** What to call it. */
  name: string;
  /** All of its tags. */
  tags?: Record<string, string>;
  /** `#` and six hexadecimal digits. */
  displayColor?: string;
  /** The parts that differ. */
  dataResidency?: Partial<DataResidencyJson>;
  /** The customer-managed key; not checked. */
  externalKeyId?: string;
  /** The user profile; not checked. */
  userProfileId?: string;
}

/** What a person says of a new API key. */
export interface ApiKeyProperties {
  /** What to call it. */
  name: string;
  /** Absent: the default workspace, or for a personal key none. */
  workspaceId?: string;
  /** An email address or a user ID; absent: the first admin. */
  createdBy?: string;
  /** When it stops working; absent: never. */
  expiresAt?: Date;
  /** `active` unless told otherwise. */
  status?: ApiKeyStatus;
  /** A key that acts as the person who made it. */
  personal?: boolean;
}

/**
 * Acts as a person with every right in the Console: nothing here is throttled or logged as a request, and most of what
 * the API refuses goes. People are named by email address or ID, workspaces by ID or by the name of a live one.
 */
export interface ConsoleActions {
  /** Makes a workspace. */
  createWorkspace(wishes: WorkspaceProperties): WorkspaceJson;
  /** Sets what is given; `tags` are the whole map. */
  updateWorkspace(idOrName: string, changes: Partial<WorkspaceProperties>): WorkspaceJson;
  /** Archives a workspace and its keys; nothing happens when it is archived already. */
  archiveWorkspace(idOrName: string): WorkspaceJson;
  /** Puts somebody into the organization without an invitation, as single sign-on does. */
  addUser(user: { email: string; name?: string; role?: OrganizationRole }): UserJson;
  /** Any role, `admin` included. */
  setUserRole(emailOrId: string, role: OrganizationRole): UserJson;
  /** Gives somebody another address; the ID stays. */
  setUserEmail(emailOrId: string, email: string): UserJson;
  /** Removes anybody, admins included. */
  removeUser(emailOrId: string): void;
  /** Sends an invitation, with any role. */
  invite(email: string, role: OrganizationRole): InviteJson;
  /** The invited person accepts and becomes a member with the role of the invitation. */
  acceptInvite(emailOrInviteId: string, name?: string): UserJson;
  /** Withdraws a pending invitation. */
  deleteInvite(emailOrInviteId: string): InviteJson;
  /** Adds somebody to a workspace. */
  addMember(workspace: string, emailOrUserId: string, role: WorkspaceRole): WorkspaceMemberJson;
  /** Changes an explicit role in a workspace. */
  setMemberRole(workspace: string, emailOrUserId: string, role: WorkspaceRole): WorkspaceMemberJson;
  /** Ends an explicit membership of a workspace. */
  removeMember(workspace: string, emailOrUserId: string): void;
  /** Makes an API key, which the API itself cannot. */
  createApiKey(wishes: ApiKeyProperties): ApiKeyJson;
  /** Renames a key in whatever status. */
  renameApiKey(id: string, name: string): ApiKeyJson;
  /** Switches a key on or off, or archives it. */
  setApiKeyStatus(id: string, status: "active" | "inactive" | "archived"): ApiKeyJson;
  /** Makes a request for inference with a key, which the usage reports then show; `at` absent: now. Not part of seeds. */
  useApiKey(id: string, at?: Date): void;
}

/** The Console of one organization; the state is asked for anew each time, since a seed may replace it. */
export function consoleOf(present: () => OrganizationState): ConsoleActions {
  const userOf = (emailOrId: string): UserJson =>
    found(present().users.get(emailOrId) ?? present().userByAddress(emailOrId), `no member ${emailOrId}`);

  const workspaceOf = (idOrName: string): WorkspaceJson => {
    const { workspaces } = present();
    const byId = workspaces.get(idOrName);
    if (byId !== undefined) return byId;
    const [one, another] = workspaces
      .newestFirst()
      .filter((workspace) => workspace.archived_at === null && workspace.name === idOrName);
    if (another !== undefined)
      throw new ConsoleError(`More than one workspace is called ${idOrName}; give its ID.`);
    return found(one, `no workspace ${idOrName}`);
  };

  const inviteOf = (emailOrInviteId: string): InviteJson => {
    const state = present();
    const byAddress = (invite: InviteJson): boolean =>
      sameAddress(invite.email) === sameAddress(emailOrInviteId);
    const invite =
      state.invite(emailOrInviteId) ??
      state.pendingInvite(emailOrInviteId) ??
      state.invites().find(byAddress);
    const pending = found(invite, `no invitation ${emailOrInviteId}`);
    if (pending.status !== "pending") {
      throw new ConsoleError(
        `The invitation ${pending.id} of ${pending.email} is ${pending.status}, not pending.`,
      );
    }
    return pending;
  };

  const keyOf = (id: string): ApiKeyJson => found(present().apiKey(id), `no API key ${id}`);

  const place = (workspace: string, person: string): { workspace: WorkspaceJson; user: UserJson } => {
    const there = { workspace: workspaceOf(workspace), user: userOf(person) };
    if (there.workspace.archived_at !== null)
      throw new ConsoleError(`The workspace ${workspace} is archived.`);
    if (there.workspace.id === present().defaultWorkspaceId) {
      throw new ConsoleError("The default workspace has no members of its own.");
    }
    return there;
  };

  const assigned = (workspace: WorkspaceJson, user: UserJson, role: WorkspaceRole): WorkspaceMemberJson => {
    const inherited = inheritedRole(user.role);
    const raised = inherited === "workspace_billing" && role === "workspace_admin";
    if (role === "workspace_billing" || (inherited !== undefined && !raised)) {
      throw new ConsoleError(`${user.email} has the organization role ${user.role}, which decides this.`);
    }
    return present().putMember(workspace.id, user.id, role);
  };

  return {
    createWorkspace: (wishes) =>
      present().addWorkspace({
        name: wishes.name,
        data_residency: { ...defaultResidency(), ...wishes.dataResidency },
        display_color: wishes.displayColor,
        external_key_id: wishes.externalKeyId,
        tags: wishes.tags,
        user_profile_id: wishes.userProfileId,
      }),

    updateWorkspace(idOrName, changes) {
      const workspace = workspaceOf(idOrName);
      if (changes.name !== undefined && workspace.id === present().defaultWorkspaceId) {
        throw new ConsoleError("The default workspace cannot be renamed.");
      }
      const updated: WorkspaceJson = {
        ...workspace,
        name: changes.name ?? workspace.name,
        display_color: changes.displayColor ?? workspace.display_color,
        data_residency: { ...workspace.data_residency, ...changes.dataResidency },
        tags: changes.tags ?? workspace.tags,
        external_key_id: changes.externalKeyId ?? workspace.external_key_id,
        user_profile_id: changes.userProfileId ?? workspace.user_profile_id,
      };
      present().workspaces.set(workspace.id, updated);
      return updated;
    },

    archiveWorkspace(idOrName) {
      const workspace = workspaceOf(idOrName);
      if (workspace.id === present().defaultWorkspaceId) {
        throw new ConsoleError("The default workspace cannot be archived.");
      }
      return workspace.archived_at === null ? present().archiveWorkspace(workspace) : workspace;
    },

    addUser({ email, name, role = "user" }) {
      if (present().userByAddress(email) !== undefined)
        throw new ConsoleError(`${email} is a member already.`);
      return present().addUser({ email, name, role });
    },

    setUserRole(emailOrId, role) {
      const updated = { ...userOf(emailOrId), role };
      present().putUser(updated);
      return updated;
    },

    setUserEmail(emailOrId, email) {
      const user = userOf(emailOrId);
      const holder = present().userByAddress(email);
      if (holder !== undefined && holder.id !== user.id)
        throw new ConsoleError(`${email} is another member already.`);
      const updated = { ...user, email };
      present().putUser(updated);
      return updated;
    },

    removeUser: (emailOrId) => present().removeUser(userOf(emailOrId)),

    invite(email, role) {
      if (present().userByAddress(email) !== undefined)
        throw new ConsoleError(`${email} is a member already.`);
      if (present().pendingInvite(email) !== undefined)
        throw new ConsoleError(`${email} is invited already.`);
      return present().addInvite(email, role);
    },

    acceptInvite(emailOrInviteId, name) {
      const invite = inviteOf(emailOrInviteId);
      if (present().userByAddress(invite.email) !== undefined) {
        throw new ConsoleError(`${invite.email} is a member already.`);
      }
      return present().acceptInvite(invite, name);
    },

    deleteInvite(emailOrInviteId) {
      const invite = inviteOf(emailOrInviteId);
      present().deleteInvite(invite);
      return { ...invite, status: "deleted" };
    },

    addMember(workspaceReference, person, role) {
      const { workspace, user } = place(workspaceReference, person);
      if (present().members(workspace.id).has(user.id)) {
        throw new ConsoleError(`${user.email} is a member of ${workspace.name} already.`);
      }
      return assigned(workspace, user, role);
    },

    setMemberRole(workspaceReference, person, role) {
      const { workspace, user } = place(workspaceReference, person);
      const raised = role === "workspace_admin" && user.role === "billing";
      if (!raised && !present().members(workspace.id).has(user.id)) {
        throw new ConsoleError(`${user.email} is no member of ${workspace.name}.`);
      }
      return assigned(workspace, user, role);
    },

    removeMember(workspaceReference, person) {
      const { workspace, user } = place(workspaceReference, person);
      const members = present().members(workspace.id);
      if (!members.has(user.id)) throw new ConsoleError(`${user.email} is no member of ${workspace.name}.`);
      members.delete(user.id);
    },

    createApiKey(wishes) {
      const state = present();
      const personal = wishes.personal === true;
      const creator =
        wishes.createdBy === undefined
          ? state.users.oldestFirst().find((user) => user.role === "admin")
          : userOf(wishes.createdBy);
      if (personal && creator === undefined) throw new ConsoleError("A personal key needs a person.");
      const workspaceId =
        wishes.workspaceId === undefined && personal
          ? undefined
          : workspaceOf(wishes.workspaceId ?? state.defaultWorkspaceId).id;
      const key: ApiKeyJson = {
        id: newId(prefixes.apiKey),
        type: "api_key",
        name: wishes.name,
        status: wishes.status ?? "active",
        created_at: state.clock.timestamp(),
        expires_at: wishes.expiresAt === undefined ? null : momentOf(wishes.expiresAt),
        created_by: creator === undefined ? null : { id: creator.id, type: "user" },
        partial_key_hint: newHint(),
        principal: personal && creator !== undefined ? { type: "user_actor", user_id: creator.id } : null,
        scope:
          workspaceId === undefined
            ? { type: "organization" }
            : { type: "workspace", workspace_id: workspaceId },
      };
      state.putApiKey(key);
      return key;
    },

    renameApiKey(id, name) {
      const updated = { ...keyOf(id), name };
      present().putApiKey(updated);
      return updated;
    },

    setApiKeyStatus(id, status) {
      const key = keyOf(id);
      if (key.status === "archived" && status !== "archived")
        throw new ConsoleError(`The key ${id} is archived for good.`);
      if (key.status === "expired" && status !== "archived")
        throw new ConsoleError(`The key ${id} has expired.`);
      const updated: ApiKeyJson = { ...key, status };
      present().putApiKey(updated);
      return updated;
    },

    useApiKey: (id, at) => present().useApiKey(keyOf(id), (at ?? present().clock.now()).getTime()),
  };
}

function found<T>(object: T | undefined, problem: string): T {
  if (object === undefined) throw new ConsoleError(`There is ${problem}.`);
  return object;
}
