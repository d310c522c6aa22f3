import { OrganizationCache } from "../../provider/api/organizationCache.ts";
import type { RbacGroupMemberWire, RbacGroupWire } from "../../provider/api/rbac/objects.ts";
import type { Io } from "../output/io.ts";
import { readEach } from "./readEach.ts";

/** The RBAC groups of an organization. */
export interface OrganizationGroups {
  readonly groups: readonly RbacGroupWire[];
  /** The members of each group whose members were requested, by its ID. */
  readonly members: ReadonlyMap<string, readonly RbacGroupMemberWire[]>;
}

/** Reads the groups, and the members of those that `membersOf` selects, with one request each. */
export async function readGroups(
  io: Io,
  { rbac }: OrganizationCache,
  membersOf: (group: RbacGroupWire) => boolean,
): Promise<OrganizationGroups> {
  const groups = await rbac.groups(OrganizationCache.anyAge);
  const members = await readEach(io, groups.filter(membersOf), "the members of RBAC groups", (id) =>
    rbac.members(id, OrganizationCache.anyAge),
  );
  return { groups, members };
}
