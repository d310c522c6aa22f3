import { attemptsFor } from "../../api/absence.ts";
import { OrganizationCache } from "../../api/organizationCache.ts";
import { UserError } from "../../errors.ts";
import { defineResource } from "../../kernel/define.ts";
import type { Operation } from "../../kernel/definition.ts";
import { findAccount, requireAccount } from "../../serviceAccounts/findAccount.ts";
import { findWorkspace, findWorkspaceWith, requireWorkspace } from "../../workspaces/findWorkspace.ts";
import { addMembership, fromWire, memberOf, putMembership } from "./declare.ts";
import { idOfMembership, inId, membershipName, parseId, setting, whyArchived } from "./identity.ts";
import { removeMembership } from "./remove.ts";
import { Inputs, State } from "./schema.ts";

// The explicit membership of a service account in a workspace: `/v1/organizations/workspaces/{id}/service_accounts`. In the default
// workspace, an account without one is an implicit `workspace_user`. Delete removes the membership, also an adopted one.

export const workspaceServiceAccount = defineResource<typeof Inputs, typeof State>({
  kind: "WorkspaceServiceAccount",
  credential: "oauth",
  inputs: Inputs,
  state: State,
  managed: ["workspace", "serviceAccount", "role"],
  identifying: ["workspace", "serviceAccount"],
  // A workload that changes to another workspace or account never lacks access.
  replaceInOrder: "createFirst",

  parseId,
  idOf: ({ workspace, serviceAccount }) =>
    workspace === undefined || serviceAccount === undefined
      ? undefined
      : idOfMembership({ workspace, serviceAccount }),
  names: ({ workspace, serviceAccount }, id) => {
    if (id !== undefined) return [membershipName(id)];
    if (workspace === undefined || serviceAccount === undefined) return [];
    return [membershipName(idOfMembership({ workspace, serviceAccount }))];
  },

  async verify(operation, { workspace, serviceAccount }, { olds, minFreshness }) {
    if (workspace !== undefined && workspace !== olds?.workspace) {
      const doing = `declare a service account of workspace ${workspace}`;
      await requireWorkspace(operation, workspace, minFreshness, doing);
    }
    if (serviceAccount !== undefined && serviceAccount !== olds?.serviceAccount) {
      const doing = `declare a workspace of service account ${serviceAccount}`;
      await requireAccount(operation, serviceAccount, minFreshness, doing);
    }
  },

  attention(_, old, { role }, id) {
    const refuses = whyArchived(id, old.status, role ?? old.role);
    return refuses === undefined ? undefined : { refuses };
  },

  async unadoptable(_, __, observed) {
    if (observed.status === "archived")
      return "the workspace or the service account is archived, which is final.";
    if (observed.status === "implicit")
      return "it is the implicit membership of the default workspace, which every service account has. Remove `import` to create an explicit one.";
    return undefined;
  },

  async create(operation, inputs) {
    return { id: idOfMembership(inputs), observed: await addMembership(operation, inputs) };
  },

  async read(operation, id, old) {
    const { cache } = operation;
    const minFreshness = cache.lastMinute();
    const identity = inId(id);
    const ended = old === undefined ? undefined : { ...identity, status: "archived" };
    const find = old === undefined ? findWorkspace : findWorkspaceOfAccounts;
    const { open } = await find(operation, identity.workspace, minFreshness);
    if (!open) return ended;
    const listed = await memberOf(operation, identity, minFreshness);
    if (listed !== undefined) return fromWire(listed);
    // Archiving a service account ended its memberships.
    const account = await findAccount(operation, identity.serviceAccount, minFreshness);
    if (account !== undefined && account.archived_at !== null) return ended;
    if (cache.serviceAccounts.recently(identity.workspace, identity.serviceAccount) === "removed")
      return undefined;
    // A stale list can lack a membership. In the default workspace, the response can be the implicit one.
    const lookup = {
      list: (freshness: number) => memberOf(operation, identity, freshness),
      request: () => cache.serviceAccounts.confirmMember(identity.workspace, identity.serviceAccount),
    };
    const found = await cache.find(lookup, undefined, attemptsFor(old));
    return found === undefined ? undefined : fromWire(found);
  },

  async update(operation, id, old, inputs) {
    const rejection = whyArchived(id, old.status, inputs.role);
    if (rejection !== undefined) throw new UserError(`cannot ${rejection}`);
    if (inputs.role === old.role) return {};
    await requireWorkspace(
      operation,
      inputs.workspace,
      OrganizationCache.anyAge,
      setting(inputs, inputs.role),
    );
    return fromWire(await putMembership(operation, inputs, inputs.role));
  },

  async delete(operation, id, old) {
    const { began } = operation;
    const identity = inId(id);
    const { workspace, serviceAccount } = identity;
    // Also if the state has the workspace as archived: the responses to that refresh may have been wrong, and the account keep access.
    const { open, isDefault } = await findWorkspaceOfAccounts(operation, workspace, began);
    if (!open) return;
    const account = await findAccount(operation, serviceAccount, began);
    // Archiving ended the membership.
    if (account !== undefined && account.archived_at !== null) return;
    // The list of that refresh may have lacked the membership.
    if (old.status === "implicit" && (await memberOf(operation, identity, began)) === undefined) return;
    const doing = `remove service account ${serviceAccount} from workspace ${workspace}`;
    await removeMembership(operation, identity, doing);
    if (isDefault) {
      operation.notify(
        "implicitAccess",
        `Service account ${serviceAccount} now has the implicit role \`workspace_user\` in the default workspace, which every service account has.`,
      );
    }
  },
});

/** Finds the workspace of a membership in the state. */
function findWorkspaceOfAccounts(
  operation: Operation,
  id: string,
  minFreshness: number,
): ReturnType<typeof findWorkspace> {
  const { serviceAccounts } = operation.cache;
  return findWorkspaceWith(() => serviceAccounts.members(id, minFreshness), operation, id, minFreshness);
}
