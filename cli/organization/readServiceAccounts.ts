import type { WorkspaceWire } from "../../provider/api/objects.ts";
import { OrganizationCache } from "../../provider/api/organizationCache.ts";
import type {
  ServiceAccountWire,
  WorkspaceServiceAccountWire,
} from "../../provider/api/serviceAccounts/objects.ts";
import type { Io } from "../output/io.ts";
import { readEach } from "./readEach.ts";

/** The service accounts of an organization. */
export interface OrganizationServiceAccounts {
  /** All service accounts, including archived ones. */
  readonly accounts: readonly ServiceAccountWire[];
  /** The explicit memberships of active accounts in the requested workspaces. */
  readonly members: readonly WorkspaceServiceAccountWire[];
}

/**
 * Reads the memberships of service accounts in workspaces that are not archived, with a list for each account or for each workspace,
 * whichever are fewer.
 */
export async function readServiceAccounts(
  io: Io,
  { serviceAccounts }: OrganizationCache,
  workspaces: readonly WorkspaceWire[],
  accounts: readonly ServiceAccountWire[],
): Promise<OrganizationServiceAccounts> {
  const active = accounts.filter(({ archived_at: at }) => at === null).map(({ id }) => id);
  const members = await serviceAccounts.memberships(
    { accounts: active, workspaces: workspaces.map(({ id }) => id) },
    OrganizationCache.anyAge,
    async (ids, read) => {
      const lists = await readEach(
        io,
        ids.map((id) => ({ id })),
        "the workspaces of service accounts",
        read,
      );
      return [...lists.values()];
    },
  );
  return { accounts, members };
}
