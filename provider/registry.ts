import type { Resource } from "./kernel/resource.ts";
import { apiKey } from "./resources/apiKey/plan.ts";
import { complianceSettings } from "./resources/complianceSettings/plan.ts";
import { externalKey } from "./resources/externalKey/plan.ts";
import { federationIssuer } from "./resources/federationIssuer/plan.ts";
import { federationRule } from "./resources/federationRule/plan.ts";
import { invite } from "./resources/invite/plan.ts";
import { member } from "./resources/member/plan.ts";
import { rbacGroup } from "./resources/rbacGroup/plan.ts";
import { rbacGroupMembers } from "./resources/rbacGroupMembers/plan.ts";
import { serviceAccount } from "./resources/serviceAccount/plan.ts";
import { spendLimit } from "./resources/spendLimit/plan.ts";
import { workspace } from "./resources/workspace/plan.ts";
import { workspaceMember } from "./resources/workspaceMember/plan.ts";
import { workspaceMembers } from "./resources/workspaceMembers/plan.ts";
import { workspaceRateLimit } from "./resources/workspaceRateLimit/plan.ts";
import { workspaceServiceAccount } from "./resources/workspaceServiceAccount/plan.ts";

/** All resource types. Their names are in state files: add new ones, but never rename or remove one. */
export const kinds = {
  ApiKey: apiKey,
  ComplianceSettings: complianceSettings,
  ExternalKey: externalKey,
  FederationIssuer: federationIssuer,
  FederationRule: federationRule,
  Invite: invite,
  Member: member,
  ServiceAccount: serviceAccount,
  RbacGroup: rbacGroup,
  RbacGroupMembers: rbacGroupMembers,
  SpendLimit: spendLimit,
  Workspace: workspace,
  WorkspaceMember: workspaceMember,
  WorkspaceMembers: workspaceMembers,
  WorkspaceRateLimit: workspaceRateLimit,
  WorkspaceServiceAccount: workspaceServiceAccount,
} satisfies Record<string, Resource>;

export function kindNamed(name: string): Resource | undefined {
  return Object.entries(kinds).find(([kind]) => kind === name)?.[1];
}
