import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { choice } from "../choices.ts";
import { mustHaveRbac } from "../rbac/enterpriseOnly.ts";
import { normalName } from "../text/spelling.ts";
import { normalEmail } from "../users/email.ts";
import { flag } from "./lookupArgs.ts";
import type { FunctionOptions, FunctionOutputArgs, FunctionOutputOptions } from "./options.ts";
import { type Lookup, read, readOutput } from "./read.ts";
import { validArgs } from "./reportArgs.ts";

/** Filters for `getRbacGroups`. A filter that is left out matches every group. */
export interface GetRbacGroupsArgs {
  /** Only groups with this name, which several can have. */
  name?: string;
  /** Only groups of this source: `direct`, or `scim` for those that the identity provider provisions. */
  sourceType?: "direct" | "scim";
  /** Whether the result has the members of each group, which takes one request per group. Default: `false`. */
  members?: boolean;
}

/** An RBAC group. */
export interface GetRbacGroupResult {
  /** The ID, `rbac_group_...`. */
  id: string;
  /** The name. */
  name: string;
  /** `direct`, or `scim` if the identity provider provisions the group. */
  sourceType: string;
  /** The IDs of its roles, sorted. Undefined while the API does not know them. */
  roleIds: string[] | undefined;
  /** When it was created, in RFC 3339 format. */
  createdAt: string;
  /** When it was last changed, in RFC 3339 format. */
  updatedAt: string;
  /** The members, by email address. Undefined without the argument `members`. */
  members: GetRbacGroupMemberResult[] | undefined;
}

/** A member of an RBAC group, who may belong to another organization of the enterprise. */
export interface GetRbacGroupMemberResult {
  /** The ID of the user, `user_...`. */
  userId: string;
  /** The email address, in lower case. */
  email: string;
  /** When the user was added, in RFC 3339 format. */
  createdAt: string;
}

const Args = z.strictObject({
  name: z.string("must be a string").optional(),
  sourceType: choice(["direct", "scim"]).optional(),
  members: flag,
});

const lookup: Lookup<GetRbacGroupsArgs, GetRbacGroupResult[]> = async ({ session, minFreshness }, args) => {
  const { name, sourceType, members } = validArgs("getRbacGroups", Args, args);
  mustHaveRbac(session, "list the RBAC groups");
  const { rbac } = session.cache;
  const groups = (await rbac.groups(minFreshness)).filter(
    (group) =>
      (name === undefined || normalName(group.name) === normalName(name)) &&
      (sourceType === undefined || group.source_type === sourceType),
  );
  return await Promise.all(
    groups.map(async (group) => ({
      id: group.id,
      name: group.name,
      sourceType: group.source_type,
      roleIds: group.role_ids === null ? undefined : [...group.role_ids].sort(),
      createdAt: group.created_at,
      updatedAt: group.updated_at,
      members:
        members === true
          ? (await rbac.members(group.id, minFreshness))
              .map((member) => ({
                userId: member.user_id,
                email: normalEmail(member.email),
                createdAt: member.created_at,
              }))
              .sort((one, other) => (one.email < other.email ? -1 : 1))
          : undefined,
    })),
  );
};

/**
 * Lists the RBAC groups of a Claude Enterprise organization. Fails with the key of a Console organization.
 *
 * API: `GET /v1/organizations/rbac_groups`, and with `members` `GET .../rbac_groups/{id}/members`.
 */
export function getRbacGroups(
  args: GetRbacGroupsArgs = {},
  options?: FunctionOptions,
): Promise<GetRbacGroupResult[]> {
  return read("getRbacGroups", lookup, args, options);
}

/**
 * The output form of `getRbacGroups`: takes outputs as arguments. In a preview without a key the result is unknown.
 */
export function getRbacGroupsOutput(
  args: FunctionOutputArgs<GetRbacGroupsArgs> = {},
  options?: FunctionOutputOptions,
): pulumi.Output<GetRbacGroupResult[]> {
  return readOutput(lookup, args, options);
}
