import type {
  ApiKeyJson,
  DataResidencyJson,
  InviteJson,
  OrganizationJson,
  UserJson,
  WorkspaceJson,
  WorkspaceMemberJson,
  WorkspaceRole,
} from "./json.ts";
import type { OrganizationSettings } from "./settings.ts";

/** Fields that may be left out, or be undefined. */
export type Loose<T> = { [K in keyof T]?: T[K] | undefined };

/** A user of a seed. */
export interface SeedUser extends Loose<Omit<UserJson, "email">> {
  /** The address; the rest is made up when absent. */
  email: string;
}

/** A workspace of a seed. */
export interface SeedWorkspace extends Loose<Omit<WorkspaceJson, "name" | "data_residency" | "tags">> {
  /** The name; the rest is made up when absent. */
  name: string;
  /** The parts that differ. */
  data_residency?: Loose<DataResidencyJson> | undefined;
  /** Null is none. */
  tags?: Record<string, string> | null | undefined;
}

/** A membership of a seed. */
export interface SeedMember {
  /** Constant. */
  type?: "workspace_member" | undefined;
  /** The ID of a workspace of the seed, or its name. */
  workspace_id: string;
  /** The ID of a user of the seed, or the address. */
  user_id: string;
  /** The explicit role. */
  workspace_role: WorkspaceRole;
}

/** An invitation of a seed. */
export interface SeedInvite extends Loose<Omit<InviteJson, "email">> {
  /** The address; without more the invitation is pending and was sent just now. */
  email: string;
}

/** An API key of a seed. Workspace IDs may be names, user IDs addresses. */
export interface SeedApiKey extends Loose<Omit<ApiKeyJson, "name">> {
  /** The name; without more the key is active and of the default workspace. */
  name: string;
}

/**
 * An organization as one JSON document. The objects are the Admin API's own, so that what its lists answer can be
 * pasted in; what is left out is made up. The oldest objects come first.
 */
export interface Seed {
  /** The version of this shape. */
  version: 1;
  /** The ID and the name. */
  organization?: Loose<Omit<OrganizationJson, "type">> | undefined;
  /** What Anthropic or an admin has set for it. */
  settings?: OrganizationSettings | undefined;
  /** Absent: one admin. */
  users?: SeedUser[] | undefined;
  /** The default workspace, of which there always is one. */
  default_workspace?: Loose<SeedWorkspace> | undefined;
  /** All workspaces except the default one. */
  workspaces?: SeedWorkspace[] | undefined;
  /** The explicit memberships. */
  members?: SeedMember[] | undefined;
  /** The invitations of every status. */
  invites?: SeedInvite[] | undefined;
  /** The keys of every status. */
  api_keys?: SeedApiKey[] | undefined;
}

/** A seed with everything said. */
export interface FullSeed {
  /** The version of this shape. */
  version: 1;
  /** The ID and the name. */
  organization: Omit<OrganizationJson, "type">;
  /** What Anthropic or an admin has set for it. */
  settings: OrganizationSettings;
  /** The members. */
  users: UserJson[];
  /** The default workspace. */
  default_workspace: WorkspaceJson;
  /** All workspaces except the default one. */
  workspaces: WorkspaceJson[];
  /** The explicit memberships. */
  members: WorkspaceMemberJson[];
  /** The invitations of every status. */
  invites: InviteJson[];
  /** The keys of every status. */
  api_keys: ApiKeyJson[];
}

/** A seed that cannot be an organization; the message is one sentence that names the path inside the document. */
export class SeedError extends Error {
  /** Where in the document, and what is wrong there. */
  constructor(path: string, reason: string) {
    super(`The seed is not an organization: ${path === "" ? "the document" : path}: ${reason}.`);
  }
}
