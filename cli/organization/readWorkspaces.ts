import { ApiError } from "../../provider/api/apiError.ts";
import type { UserWire, WorkspaceWire } from "../../provider/api/objects.ts";
import { OrganizationCache } from "../../provider/api/organizationCache.ts";
import { otherOrganization } from "../../provider/kernel/requiredCredential.ts";
import type { Session } from "../../provider/kernel/session.ts";

/** The workspaces, or why the organization has none. */
export interface Workspaces {
  readonly workspaces: readonly WorkspaceWire[];
  /** Why the organization, a Claude Enterprise organization, has none. Undefined for a Console organization. */
  readonly absence: string | undefined;
}

/** The roles that only users of Claude Enterprise organizations have. */
const enterpriseRoles: readonly string[] = ["primary_owner", "owner", "membership_admin", "managed"];

/**
 * The workspaces of the organization. A Claude Enterprise organization has none: the key shows its type, or the users do. Otherwise a
 * rejected list is an error, because a Console organization always has workspaces.
 */
export async function readWorkspaces(session: Session): Promise<Workspaces> {
  const { cache } = session;
  const other = otherOrganization("console", session);
  if (other !== undefined) return { workspaces: [], absence: other.reason };
  try {
    return { workspaces: await cache.workspaces(OrganizationCache.anyAge), absence: undefined };
  } catch (error) {
    const rejected = error instanceof ApiError && isRejection(error);
    if (!rejected || !isEnterprise(await cache.users(OrganizationCache.anyAge).catch(() => []))) throw error;
    const absence = `the API responded ${error.response?.replace(/\.$/, "")}, and users of the organization have roles of Claude Enterprise`;
    return { workspaces: [], absence };
  }
}

function isRejection({ reason }: ApiError): boolean {
  return reason === "forbidden" || reason === "not_found" || reason === "invalid";
}

function isEnterprise(users: readonly UserWire[]): boolean {
  return users.some(({ role }) => enterpriseRoles.includes(role));
}
