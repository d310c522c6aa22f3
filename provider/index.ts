export type { OrganizationRole } from "./people.ts";
export { Provider, type ProviderArgs } from "./provider.ts";
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
