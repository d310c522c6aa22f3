import type { HistoryJson } from "./historyJson.ts";
import type { WorkspaceRole } from "./json.ts";

/** The role of a service account in the organization. */
export type ServiceAccountRole = "developer" | "admin";

/** A service account, archived or not. */
export interface ServiceAccountJson extends HistoryJson {
  /** `svac_...` */
  id: string;
  /** Constant. */
  type: "service_account";
  /** Lowercase letters, digits and hyphens. It is unique in the organization and cannot be changed. */
  name: string;
  /** The description, or null. A cleared one is empty. */
  description: string | null;
  /** The role in the organization. */
  organization_role: ServiceAccountRole;
}

/** The role of a service account in a workspace. */
export interface ServiceAccountMemberJson {
  /** Constant. */
  type: "service_account_workspace_member";
  /** The service account. */
  service_account_id: string;
  /** The workspace. */
  workspace_id: string;
  /** The role. `workspace_billing` cannot be assigned. */
  workspace_role: WorkspaceRole;
  /** Whether every service account has this role: `workspace_user` in the default workspace. */
  implicit: boolean | null;
  /** Who added it, if known. */
  created_by_actor_id: string | null;
}
