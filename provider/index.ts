export type { OrganizationRole } from "./people.ts";
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
