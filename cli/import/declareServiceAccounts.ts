import type { WorkspaceWire } from "../../provider/api/objects.ts";
import { objectName } from "../../provider/kernel/objectName.ts";
import { idOfMembership } from "../../provider/resources/workspaceServiceAccount/identity.ts";
import { nouns } from "../output/phrases.ts";
import type { Declaration } from "./declaration.ts";
import { selectedRules } from "./declareFederation.ts";
import { compareNames } from "./naming.ts";
import type { ProgramBuilder } from "./programBuilder.ts";

/**
 * Declares the active service accounts that match. An import of single workspaces declares those that are members of one of them, or
 * the target of a federation rule of them.
 */
export async function declareServiceAccounts(program: ProgramBuilder): Promise<Declaration[]> {
  const { organization, selection } = program;
  const { accounts = [], members = [] } = organization.serviceAccounts ?? {};
  const ofMembers = members
    .filter(({ workspace_id: id }) => program.selectedWorkspaces.has(id))
    .map(({ service_account_id: id }) => id);
  const ofRules = selectedRules(program).map(({ target: { service_account_id: id } }) => id);
  const inside = new Set([...ofMembers, ...ofRules]);
  const declared: Declaration[] = [];
  for (const wire of accounts.toSorted((one, other) => compareNames(one.name, other.name))) {
    const { id, name, description, organization_role: role, archived_at: archivedAt } = wire;
    const isWanted = selection.workspaces.length > 0 ? inside.has(id) : selection.matches(name);
    if (!isWanted) continue;
    if (archivedAt !== null) {
      program.leftOut.add(archived, "archiving is final", name);
      continue;
    }
    if (program.isManaged(nouns.serviceAccount, objectName("ServiceAccount", id))) continue;
    const declaration = await program.adopt({
      kind: "ServiceAccount",
      id,
      name: program.claimName("ServiceAccount", name),
      args: {
        name,
        ...(description === null || description === "" ? {} : { description }),
        // Also the default, so that a promotion in the Console is drift.
        organizationRole: role,
        // Deleting a line of the program must not archive an account that existed before it, which is final.
        onDelete: "retain",
      },
      optional: ["description", "organizationRole"],
      what: nouns.serviceAccount,
      shown: name,
    });
    if (declaration === undefined) continue;
    program.serviceAccounts.set(id, declaration);
    declared.push(declaration);
  }
  return declared;
}

/** Declares the explicit memberships of service accounts in a workspace. */
export async function declareAccountMemberships(
  program: ProgramBuilder,
  wire: WorkspaceWire,
): Promise<Declaration[]> {
  const { accounts = [], members = [] } = program.organization.serviceAccounts ?? {};
  const found = members
    .filter(({ workspace_id: id }) => id === wire.id)
    .map((member) => ({
      ...member,
      account: accounts.find(({ id }) => id === member.service_account_id)?.name ?? member.service_account_id,
    }))
    .sort((one, other) => compareNames(one.account, other.account));
  const declared: Declaration[] = [];
  for (const { service_account_id: accountId, workspace_role: role, account } of found) {
    const id = idOfMembership({ workspace: wire.id, serviceAccount: accountId });
    if (program.isManaged(nouns.accountMembership, objectName("WorkspaceServiceAccount", id))) continue;
    const declaration = await program.adopt({
      kind: "WorkspaceServiceAccount",
      id,
      name: program.claimName("WorkspaceServiceAccount", `${account}-${program.workspaceName(wire)}`),
      args: {
        workspace: program.workspaceValue(wire.id),
        serviceAccount: program.serviceAccountValue(accountId),
        role,
      },
      what: nouns.accountMembership,
      shown: `${account} in ${wire.name}`,
    });
    if (declaration !== undefined) declared.push(declaration);
  }
  return declared;
}

const archived = ["archived service account", "archived service accounts"] as const;
