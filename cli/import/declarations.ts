import { UserError } from "../../provider/errors.ts";
import type { Organization } from "../organization/readOrganization.ts";
import type { SnapshotSession } from "../organization/snapshotSession.ts";
import type { TargetStack } from "../states/stacks.ts";
import type { Declaration, Section } from "./declaration.ts";
import { declareCompliance, declareExternalKeys } from "./declareEncryption.ts";
import { declareFederation } from "./declareFederation.ts";
import { declareGroups } from "./declareGroups.ts";
import { declareKeys } from "./declareKeys.ts";
import { declareMemberships } from "./declareMemberships.ts";
import { declareRateLimits } from "./declareRateLimits.ts";
import { declareAccountMemberships, declareServiceAccounts } from "./declareServiceAccounts.ts";
import { declareSpendLimits } from "./declareSpendLimits.ts";
import { declareInvitedUsers, declareUsers } from "./declareUsers.ts";
import { declareWorkspace } from "./declareWorkspace.ts";
import type { LeftOut } from "./leftOut.ts";
import { compareNames } from "./naming.ts";
import { ProgramBuilder } from "./programBuilder.ts";
import { isNamed, isOpen, isOrdinary, isSelected, type Selection } from "./selection.ts";

/** Declares the selected objects that no stack manages. Adds the others to `leftOut`, with the reason. */
export async function declare(
  session: SnapshotSession,
  organization: Organization,
  selection: Selection,
  target: TargetStack,
  leftOut: LeftOut,
): Promise<Section[]> {
  for (const wanted of selection.workspaces) {
    if (organization.workspaces.some((workspace) => isNamed(workspace, wanted))) continue;
    throw new UserError(
      `cannot import workspace ${JSON.stringify(wanted)}: the organization has none of this name. Nothing was written. Pass its exact name, or its ID \`wrkspc_...\`.`,
    );
  }
  const program = new ProgramBuilder(session, organization, selection, target, leftOut);
  const { kinds, workspaces: only } = selection;
  const isWhole = only.length === 0;
  const users = kinds.has("users") ? await declareUsers(program) : [];
  // Invited users are not in a workspace yet.
  const invited = kinds.has("invitations") && isWhole ? await declareInvitedUsers(program) : [];
  // Before the workspaces, which refer to them.
  const externalKeys = kinds.has("external-keys") ? await declareExternalKeys(program) : [];
  const serviceAccounts = kinds.has("service-accounts") ? await declareServiceAccounts(program) : [];
  const workspaces = await declareWorkspaces(program);
  const compliance = kinds.has("compliance") && isWhole ? await declareCompliance(program) : [];
  const groups = kinds.has("groups") && isWhole ? await declareGroups(program) : [];
  const spendLimits = kinds.has("spend-limits") && isWhole ? await declareSpendLimits(program) : [];
  const federation = kinds.has("federation") ? await declareFederation(program) : [];
  return [
    { title: "Users", declarations: users },
    { title: "Invited users", declarations: invited },
    { title: "External keys", declarations: externalKeys },
    { title: "Service accounts", declarations: serviceAccounts },
    ...workspaces,
    { title: "Compliance Settings", declarations: compliance },
    { title: "RBAC groups", declarations: groups },
    { title: "Spend limits", declarations: spendLimits },
    { title: "Federation", declarations: federation },
    { title: "API keys", declarations: kinds.has("keys") ? await declareKeys(program) : [] },
  ].filter(({ declarations }) => declarations.length > 0);
}

/** A section for each selected workspace, with its memberships and keys. */
async function declareWorkspaces(program: ProgramBuilder): Promise<Section[]> {
  const { organization, selection } = program;
  const sections: Section[] = [];
  const selected = organization.workspaces
    .filter((workspace) => isSelected(selection, workspace))
    .sort(
      (one, other) => compareNames(one.name, other.name) || compareNames(one.created_at, other.created_at),
    );
  for (const wire of selected) {
    const declarations: Declaration[] = [];
    if (selection.kinds.has("workspaces")) {
      const workspace = await declareWorkspace(program, wire);
      if (workspace !== undefined) declarations.push(workspace);
    }
    if (isOrdinary(wire) && selection.kinds.has("memberships")) {
      declarations.push(...(await declareMemberships(program, wire)));
    }
    if (isOpen(wire) && selection.kinds.has("service-accounts")) {
      declarations.push(...(await declareAccountMemberships(program, wire)));
    }
    if (isOrdinary(wire) && selection.kinds.has("rate-limits")) {
      declarations.push(...(await declareRateLimits(program, wire)));
    }
    if (wire.archived_at === null && selection.kinds.has("spend-limits")) {
      declarations.push(...(await declareSpendLimits(program, wire)));
    }
    if (selection.kinds.has("keys")) declarations.push(...(await declareKeys(program, wire)));
    const title = program.workspaces.has(wire.id) ? "Workspace" : "Within workspace";
    sections.push({ title: `${title} ${JSON.stringify(wire.name)} (${wire.id})`, declarations });
  }
  return sections;
}
