import { clean } from "../../api/foreignText.ts";
import { UserError } from "../../errors.ts";
import { idWithPrefix } from "../../ids.ts";
import type { ObjectName } from "../../kernel/definition.ts";
import { objectName } from "../../kernel/objectName.ts";

/** The membership of a service account in a workspace. */
export interface Identity {
  readonly workspace: string;
  readonly serviceAccount: string;
}

/** The ID of a WorkspaceServiceAccount. */
export function idOfMembership({ workspace, serviceAccount }: Identity): string {
  return `${workspace}/${serviceAccount}`;
}

export function parseId(id: string): string {
  const [workspace = "", account = "", ...more] = id.trim().split("/");
  const parsed = {
    workspace: idWithPrefix("wrkspc_").safeParse(workspace),
    account: idWithPrefix("svac_").safeParse(account),
  };
  if (!parsed.workspace.success || !parsed.account.success || more.length > 0) {
    throw new UserError(
      `${JSON.stringify(clean(id))} is not the ID of a WorkspaceServiceAccount, which is the ID of the workspace, a slash, and the ID of the service account: \`wrkspc_.../svac_...\`.`,
    );
  }
  return idOfMembership({ workspace: parsed.workspace.data, serviceAccount: parsed.account.data });
}

export function inId(id: string): Identity {
  const [workspace = "", serviceAccount = ""] = id.split("/");
  return { workspace, serviceAccount };
}

export function membershipName(id: string): ObjectName {
  return objectName("WorkspaceServiceAccount", id);
}

export function setting({ workspace, serviceAccount }: Identity, role: string | undefined): string {
  return `set the role of service account ${serviceAccount} in workspace ${workspace}${role === undefined ? "" : ` to ${role}`}`;
}

/** Why update rejects a membership that ended with its workspace or its service account. */
export function whyArchived(
  id: string,
  status: string | undefined,
  role: string | undefined,
): string | undefined {
  if (status !== "archived") return undefined;
  return `${setting(inId(id), role)}: the workspace or the service account is archived, which is final. Remove the membership from the program, or declare another workspace or service account.`;
}

/** Whether a response is about this membership. */
export function isAbout(
  response: { readonly workspace_id: string; readonly service_account_id: string },
  { workspace, serviceAccount }: Identity,
): boolean {
  return response.workspace_id === workspace && response.service_account_id === serviceAccount;
}
