import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { mustHaveRbac } from "../rbac/enterpriseOnly.ts";
import { normalName } from "../text/spelling.ts";
import { flag } from "./lookupArgs.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";
import { validArgs } from "./reportArgs.ts";

/** Filters for `getRbacRoles`. A filter that is left out matches every role. */
export interface GetRbacRolesArgs {
  /** Only roles with this name. Anthropic may change the name of a built-in role, so use IDs for lasting references. */
  name?: string;
  /** Only roles of this source, such as `built_in` or `custom`. */
  source?: string;
  /** Whether the result has the permissions of each role, which takes one request per role. Default: `false`. */
  permissions?: boolean;
}

/** An RBAC role. */
export interface GetRbacRoleResult {
  /** The ID, `rbac_role_...`. */
  id: string;
  /** The name. */
  name: string;
  /** Who created the role: `built_in` for Anthropic, `custom` for an administrator of the organization, or a later value. */
  source: string;
  /** When it was created, in RFC 3339 format. */
  createdAt: string;
  /** When it was last changed, in RFC 3339 format. */
  updatedAt: string;
  /** The permissions. Undefined without the argument `permissions`. */
  permissions: GetRbacPermissionResult[] | undefined;
}

/** A permission that a role grants. */
export interface GetRbacPermissionResult {
  /**
   * The action, such as `chat` or `use`. `capability_access_all` and `capability_access_all_ga` stand for many actions: the documentation
   * of the API says for which.
   */
  action: string;
  /** What it applies to: `organization`, `connector`, `connector_tool`, `connector_scope`, `all_connectors` or a later value. */
  resourceType: string;
  /** The ID of the organization. Undefined for other types. */
  organizationId: string | undefined;
  /** The ID of the connector. Undefined for other types. */
  connectorId: string | undefined;
  /** The name of the connector's tool, possibly encoded by the API. Undefined for other types. */
  toolName: string | undefined;
  /** The OAuth scope of the connector, possibly encoded by the API. Undefined for other types. */
  scope: string | undefined;
}

const Args = z.strictObject({
  name: z.string("must be a string").optional(),
  source: z.string("must be a string").trim().optional(),
  permissions: flag,
});

const lookup: Lookup<GetRbacRolesArgs, GetRbacRoleResult[]> = async ({ session, minFreshness }, args) => {
  const { name, source, permissions } = validArgs("getRbacRoles", Args, args);
  mustHaveRbac(session, "list the RBAC roles");
  const { rbac } = session.cache;
  const roles = (await rbac.roles(minFreshness)).filter(
    (role) =>
      (name === undefined || normalName(role.display_name) === normalName(name)) &&
      (source === undefined || role.source.type === source),
  );
  return await Promise.all(
    roles.map(async (role) => ({
      id: role.id,
      name: role.display_name,
      source: role.source.type,
      createdAt: role.created_at,
      updatedAt: role.updated_at,
      permissions:
        permissions === true
          ? (await rbac.permissions(role.id, minFreshness)).map(({ action, resource }) => ({
              action,
              resourceType: resource.type,
              organizationId: resource.organization_id,
              connectorId: resource.connector_id,
              toolName: resource.tool_name,
              scope: resource.scope,
            }))
          : undefined,
    })),
  );
};

/**
 * Lists the RBAC roles of a Claude Enterprise organization, which the API can only read. Fails with the key of a Console organization, and
 * in an organization without a parent organization.
 *
 * API: `GET /v1/organizations/rbac_roles`, and with `permissions` `GET .../rbac_roles/{id}/permissions`.
 */
export function getRbacRoles(
  args: GetRbacRolesArgs = {},
  options?: FunctionOptions,
): Promise<GetRbacRoleResult[]> {
  return read("getRbacRoles", lookup, args, options);
}

/**
 * The output form of `getRbacRoles`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getRbacRolesOutput(
  args: FunctionOutputArgs<GetRbacRolesArgs> = {},
  options?: FunctionOutputOptions,
): pulumi.Output<GetRbacRoleResult[]> {
  return readOutput(lookup, args, options);
}
