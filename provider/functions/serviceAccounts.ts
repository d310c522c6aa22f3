import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { ServiceAccountWire, WorkspaceServiceAccountWire } from "../api/serviceAccounts/objects.ts";
import { mustBeToken } from "../kernel/requiredCredential.ts";
import { descriptionOf } from "../resources/serviceAccount/wire.ts";
import { flag } from "./lookupArgs.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";
import { validArgs } from "./reportArgs.ts";

/** Filters for `getServiceAccounts`. A filter that is left out matches every service account. */
export interface GetServiceAccountsArgs {
  /** The name. */
  name?: string;
  /** Whether archived service accounts are included. Default: `false`. */
  includeArchived?: boolean;
  /**
   * Whether the result has the workspaces of each service account. Default: `false`. Sends a request for each service account or for each
   * workspace, whichever are fewer.
   */
  includeWorkspaces?: boolean;
}

/** The role of a service account in a workspace. */
export interface ServiceAccountWorkspace {
  /** The ID of the workspace, `wrkspc_...`. */
  workspaceId: string;
  /** The workspace role. */
  role: string;
}

/** A service account. */
export interface GetServiceAccountResult {
  /** The ID, `svac_...`. */
  id: string;
  /** The name. */
  name: string;
  /** The description. Empty without one. */
  description: string;
  /** The role in the organization: `developer` or `admin`. */
  organizationRole: string;
  /** When it was created, in RFC 3339 format. */
  createdAt: string;
  /** When it was archived, in RFC 3339 format. Undefined for an active one. */
  archivedAt: string | undefined;
  /**
   * Its explicit memberships in workspaces. Undefined without `includeWorkspaces`. Every service account also has the implicit role
   * `workspace_user` in the default workspace.
   */
  workspaces: ServiceAccountWorkspace[] | undefined;
}

function fromWire(
  wire: ServiceAccountWire,
  memberships: readonly WorkspaceServiceAccountWire[] | undefined,
): GetServiceAccountResult {
  return {
    id: wire.id,
    name: wire.name,
    description: descriptionOf(wire),
    organizationRole: wire.organization_role,
    createdAt: wire.created_at,
    archivedAt: wire.archived_at ?? undefined,
    workspaces: memberships
      ?.filter(({ service_account_id: id }) => id === wire.id)
      .map(({ workspace_id: workspaceId, workspace_role: role }) => ({ workspaceId, role })),
  };
}

const Args = z.strictObject({
  name: z.string("must be a string").optional(),
  includeArchived: flag,
  includeWorkspaces: flag,
});

const lookup: Lookup<GetServiceAccountsArgs, GetServiceAccountResult[]> = async (
  { session, minFreshness },
  args,
) => {
  const { name, includeArchived, includeWorkspaces } = validArgs("getServiceAccounts", Args, args);
  mustBeToken(session, "list the service accounts");
  const { cache } = session;
  const accounts = (await cache.serviceAccounts.all(minFreshness))
    .filter((account) => includeArchived === true || account.archived_at === null)
    .filter((account) => name === undefined || account.name === name);
  if (includeWorkspaces !== true) return accounts.map((account) => fromWire(account, undefined));
  const active = <T extends { readonly id: string; readonly archived_at: string | null }>(
    list: readonly T[],
  ) => list.filter(({ archived_at: at }) => at === null).map(({ id }) => id);
  const memberships = await cache.serviceAccounts.memberships(
    { accounts: active(accounts), workspaces: active(await cache.workspaces(minFreshness)) },
    minFreshness,
  );
  return accounts.map((account) => fromWire(account, memberships));
};

/**
 * Lists the service accounts of the organization. Needs an OAuth token with the scope `org:admin`.
 *
 * API: `GET /v1/organizations/service_accounts`; with `includeWorkspaces` also `GET .../service_accounts/{id}/workspaces` or
 * `GET /v1/organizations/workspaces/{id}/service_accounts`.
 */
export function getServiceAccounts(
  args: GetServiceAccountsArgs = {},
  options?: FunctionOptions,
): Promise<GetServiceAccountResult[]> {
  return read("getServiceAccounts", lookup, args, options);
}

/**
 * The output form of `getServiceAccounts`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getServiceAccountsOutput(
  args: FunctionOutputArgs<GetServiceAccountsArgs> = {},
  options?: FunctionOutputOptions,
): pulumi.Output<GetServiceAccountResult[]> {
  return readOutput(lookup, args, options);
}
