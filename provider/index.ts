export { Provider, type ProviderArgs } from "./provider.ts";
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
