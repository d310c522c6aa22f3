import { ApiError, isUnexplained, otherObject, withAdvice } from "../../api/apiError.ts";
import { OrganizationCache } from "../../api/organizationCache.ts";
import { path } from "../../api/path.ts";
import { WorkspaceServiceAccountWire } from "../../api/serviceAccounts/objects.ts";
import { writeThenVerify } from "../../api/writeThenVerify.ts";
import { UserError } from "../../errors.ts";
import type { Observed, Operation } from "../../kernel/definition.ts";
import { findAccount, requireAccount, shownAccount } from "../../serviceAccounts/findAccount.ts";
import { untilFound } from "../../serviceAccounts/untilFound.ts";
import { findWorkspace, requireWorkspace } from "../../workspaces/findWorkspace.ts";
import { type Identity, idOfMembership, isAbout, membershipName, setting } from "./identity.ts";
import type { Inputs, State } from "./schema.ts";

export function fromWire(wire: WorkspaceServiceAccountWire): Observed<State> {
  return {
    workspace: wire.workspace_id,
    serviceAccount: wire.service_account_id,
    role: wire.workspace_role,
    status: wire.implicit ? "implicit" : "active",
  };
}

/** The explicit membership, from the workspace's list. */
export async function memberOf(
  { cache: { serviceAccounts } }: Operation,
  { workspace, serviceAccount }: Identity,
  minFreshness: number,
): Promise<WorkspaceServiceAccountWire | undefined> {
  const members = await serviceAccounts.members(workspace, minFreshness);
  return members.find(({ service_account_id: id }) => id === serviceAccount);
}

/**
 * Adds a service account to a workspace. The API replaces the role of an existing membership, so that it is read first: one with another
 * role is not changed unless it is this resource's, or its ownership moves to this resource.
 */
export async function addMembership(operation: Operation, inputs: Inputs): Promise<Observed<State>> {
  const { cache, ownership, began } = operation;
  const { workspace, serviceAccount, role } = inputs;
  const id = idOfMembership(inputs);
  const doing = setting(inputs, role);
  await requireWorkspace(operation, workspace, OrganizationCache.anyAge, doing);
  // Only this process writes memberships of an account that it has just created.
  if (!cache.serviceAccounts.isCreated(serviceAccount)) {
    await requireAccount(operation, serviceAccount, OrganizationCache.anyAge, doing, "repeated");
    const memberAt = (minFreshness: number) =>
      memberOf(operation, inputs, minFreshness).catch(async (error: unknown) => {
        // The workspace may have been archived in the meantime.
        throw await explained(operation, error, inputs);
      });
    const listed = await memberAt(cache.lastMinute());
    // The list may be stale, and the write would replace a role that it does not show.
    const present = listed?.workspace_role === role ? listed : await memberAt(began);
    if (present?.workspace_role === role) return { ...fromWire(present), adopted: true };
    const name = membershipName(id);
    const isOurs =
      ownership.isReleased(name) || (present !== undefined && (await operation.isReleased(name)));
    if (present !== undefined && !isOurs) {
      throw new UserError(
        `cannot ${doing}: it has the role ${present.workspace_role} already.`,
        "If you renamed or moved this resource, add the resource option `aliases`. " +
          `To adopt the membership, declare that role with the resource option \`import: "${id}"\`, and change it afterwards.`,
      );
    }
  }
  return { ...fromWire(await putMembership(operation, inputs, role)), adopted: false };
}

/** Adds the membership, or replaces its role. */
export async function putMembership(
  operation: Operation,
  identity: Identity,
  role: string,
): Promise<WorkspaceServiceAccountWire> {
  const { client, cache } = operation;
  const { workspace, serviceAccount } = identity;
  const doing = setting(identity, role);
  const member = await writeThenVerify(
    async () => {
      // An account or a workspace that was just created may not be found for some seconds.
      const { value, requestId } = await untilFound(client, () =>
        client.request({
          method: "POST",
          path: path`/v1/organizations/workspaces/${workspace}/service_accounts`,
          body: { service_account_id: serviceAccount, workspace_role: role },
          schema: WorkspaceServiceAccountWire,
          doing,
          // Sending the same role again changes nothing.
          repeatable: true,
        }),
      );
      if (isAbout(value, identity)) return value;
      throw otherObject(doing, "the response is about another workspace or service account", requestId);
    },
    async () => {
      const after = await memberOf(operation, identity, performance.now());
      return after?.workspace_role === role ? after : undefined;
    },
  ).catch(async (error: unknown) => {
    throw await explained(operation, error, identity);
  });
  cache.serviceAccounts.storeMember(member);
  return member;
}

/** The error of a rejected write, with advice based on the current workspace and service account. */
export async function explained(
  operation: Operation,
  error: unknown,
  { workspace, serviceAccount }: Identity,
): Promise<unknown> {
  if (!(error instanceof ApiError) || !isUnexplained(error)) return error;
  const advice = async (): Promise<string | undefined> => {
    const now = operation.cache.now();
    const use = "Remove the membership from the program, or declare another workspace or service account.";
    if (!(await findWorkspace(operation, workspace, now)).open)
      return `The workspace is archived, which is final. ${use}`;
    const account = await findAccount(operation, serviceAccount, now);
    if (account === undefined) return `The organization has no service account ${serviceAccount}. ${use}`;
    if (account.archived_at === null) return undefined;
    return `The ${shownAccount(account.name, serviceAccount)} is archived, which is final. ${use}`;
  };
  const text = await advice().catch(() => undefined);
  return text === undefined ? error : withAdvice(error, text);
}
