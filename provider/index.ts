// First: whatever is loaded after it may break in a Node.js that is too old.
import "./settings/nodeVersion.ts";

export {
  type GetApiKeyResult,
  type GetApiKeysArgs,
  getApiKeys,
  getApiKeysOutput,
} from "./functions/apiKeys.ts";
export {
  type GetInviteResult,
  type GetInvitesArgs,
  getInvites,
  getInvitesOutput,
} from "./functions/invites.ts";
export {
  type GetOrganizationResult,
  getOrganization,
  getOrganizationOutput,
} from "./functions/organization.ts";
export type { ReadInputs, ReadOptions, ReadOutputOptions } from "./functions/read.ts";
export {
  type GetUserArgs,
  type GetUserResult,
  type GetUsersArgs,
  getUser,
  getUserOutput,
  getUsers,
  getUsersOutput,
} from "./functions/users.ts";
export {
  type GetWorkspaceMemberResult,
  type GetWorkspaceMembersArgs,
  getWorkspaceMembers,
  getWorkspaceMembersOutput,
} from "./functions/workspaceMembers.ts";
export {
  type GetWorkspaceArgs,
  type GetWorkspaceResult,
  type GetWorkspacesArgs,
  getWorkspace,
  getWorkspaceOutput,
  getWorkspaces,
  getWorkspacesOutput,
} from "./functions/workspaces.ts";
export { Provider, type ProviderArgs } from "./provider.ts";
export { ApiKey, type ApiKeyArgs, type ApiKeyCreator, type ApiKeyPrincipal } from "./resources/apiKey.ts";
export { Invite, type InviteArgs } from "./resources/invite.ts";
export { Member, type MemberArgs } from "./resources/member.ts";
export {
  type DataResidency,
  type DataResidencyArgs,
  Workspace,
  type WorkspaceArgs,
} from "./resources/workspace.ts";
export {
  WorkspaceMember,
  type WorkspaceMemberArgs,
  type WorkspaceRole,
} from "./resources/workspaceMember.ts";
export {
  type ListedMember,
  type ListedMemberArgs,
  type ListedPerson,
  WorkspaceMembers,
  type WorkspaceMembersArgs,
} from "./resources/workspaceMembers.ts";
export type { OrganizationRole } from "./users/people.ts";
