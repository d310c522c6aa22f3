/** The resource that declares an object. */
export interface Declared {
  /** The stack as `--stack` named it, or the state file. */
  readonly stack: string;
  /** The resource type. */
  readonly type: string;
  /** The resource's name in the program. */
  readonly resource: string;
}

/** A workspace that the user has access to, or that a stack declares access to. */
export interface UserWorkspace {
  readonly id: string;
  readonly name: string;
  /** The workspace role. Undefined if the membership is declared and does not exist. */
  readonly role: string | undefined;
  readonly declaredBy: readonly Declared[];
}

/** A key that the user created, or that acts as the user. */
export interface UserKey {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly workspaceId: string | undefined;
  readonly workspaceName: string | undefined;
  readonly createdAt: string;
  /** Whether the key acts as the user. */
  readonly personal: boolean;
  /** The day of the last use in UTC. */
  readonly lastUsed: string | undefined;
  /** Whether the key was never used. Undefined if the key is older than the usage reports and has no use in them. */
  readonly neverUsed: boolean | undefined;
  readonly declaredBy: readonly Declared[];
}

/** An invitation of the user. */
export interface UserInvitation {
  readonly id: string;
  readonly role: string;
  /** `pending`, `accepted` or `expired`. */
  readonly status: string;
  /** The role that a Member declares, if the role of the pending invitation differs. The first `up` after acceptance sets it. */
  readonly declaredRole: string | undefined;
  readonly invitedAt: string;
  readonly expiresAt: string;
  readonly declaredBy: readonly Declared[];
}

/** An RBAC group that the user is a member of, or whose list declares the user. */
export interface UserGroup {
  readonly id: string;
  readonly name: string;
  /** `direct`, or `scim` if the identity provider provisions the group. */
  readonly sourceType: string;
  /** Whether the user is a member. `false` if the membership is declared and does not exist. */
  readonly member: boolean;
  /** The names of its roles, or the IDs of roles that were not read. Undefined while the API does not know the roles. */
  readonly roles: readonly string[] | undefined;
  readonly declaredBy: readonly Declared[];
}

/** The data about a user in an organization and in the stacks that manage it. */
export interface Report {
  readonly version: 1;
  readonly organization: string;
  /** The requested email address or ID. */
  readonly requested: string;
  /** The user of the organization. Undefined for someone who is not in it. */
  readonly user:
    | {
        readonly id: string;
        readonly email: string;
        readonly name: string;
        readonly role: string;
        readonly addedAt: string;
      }
    | undefined;
  /** The IDs under which keys were searched. For someone who left, they come from states and usage reports. */
  readonly userIds: readonly string[];
  /** The resources that declare the user. */
  readonly declaredBy: readonly Declared[];
  /** Whether the organization role gives access to every workspace. */
  readonly everyWorkspace: boolean;
  readonly workspaces: readonly UserWorkspace[];
  /** The RBAC groups of a Claude Enterprise organization. Undefined if they were not read, and in a Console organization. */
  readonly groups: readonly UserGroup[] | undefined;
  readonly keys: readonly UserKey[];
  readonly invitations: readonly UserInvitation[];
  /** The stacks whose states were read. */
  readonly stacks: readonly string[];
  /** Sentences about the source of the last use, and about states and objects that were not read. */
  readonly notes: readonly string[];
}
